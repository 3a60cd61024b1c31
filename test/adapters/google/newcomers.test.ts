import { expect, test } from '@jest/globals';
import { createNewcomers } from '../../../src/adapters/google/newcomers.ts';

const email = 'dep-checkout@acme.iam.gserviceaccount.com';

function world() {
  let time = Date.parse('2026-11-28T15:00:00Z');
  return {
    newcomers: createNewcomers({ now: () => new Date(time) }),
    pass: (minutes: number) => void (time += minutes * 60_000),
  };
}

const refusal = (code: number, details: string) =>
  Object.assign(new Error(details), { code, details });
const missing = refusal(3, `Service account ${email} does not exist.`);
const vague = refusal(
  7,
  'Permission iam.serviceAccounts.setIamPolicy denied (or it may not exist).',
);

test('a grant to an account that Google does not know yet is tried again, and says until when', () => {
  const { newcomers } = world();
  newcomers.made(email);
  expect(newcomers.excuse(missing, { members: [email] })).toMatchObject({
    code: 'RUNWAY_ACCOUNT_NEW',
    retry: 'later',
    message: expect.stringContaining(email),
    hint: expect.stringContaining('until 15:10 UTC'),
  });
});

test('the window begins when the account was made, and ends', () => {
  const { newcomers, pass } = world();
  newcomers.made(email, '2026-11-28T14:55:00Z');
  pass(4);
  expect(newcomers.excuse(missing, { members: [email] })).not.toBeNull();
  pass(2);
  expect(newcomers.excuse(missing, { members: [email] })).toBeNull();
});

test('where nobody knows when it was made, the window begins with the first refusal', () => {
  const { newcomers, pass } = world();
  expect(newcomers.excuse(missing, { members: [email] })).not.toBeNull();
  pass(9);
  expect(newcomers.excuse(missing, { members: [email] })).not.toBeNull();
  pass(2);
  expect(newcomers.excuse(missing, { members: [email] })).toBeNull();
});

test('a refusal that names another account, or nothing, is told at once', () => {
  const { newcomers } = world();
  newcomers.made(email);
  const other = refusal(
    3,
    'Service account run-other@acme.iam.gserviceaccount.com does not exist.',
  );
  expect(newcomers.excuse(other, { members: [email] })).toBeNull();
  expect(newcomers.excuse(refusal(7, 'no'), { members: [email], on: email })).toBeNull();
  expect(newcomers.excuse(refusal(14, email), { members: [email] })).toBeNull();
});

test('what may be a missing right is excused only on an account that is known to be new', () => {
  const { newcomers } = world();
  expect(newcomers.excuse(vague, { members: [], on: email })).toBeNull();
  newcomers.made(email);
  expect(newcomers.excuse(vague, { members: [], on: email })).not.toBeNull();
});
