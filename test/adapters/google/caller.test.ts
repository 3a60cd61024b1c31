// One call to an API of Google: what is no failure comes as a value, all else as a Failure in our words.

import { beforeEach, expect, test } from '@jest/globals';
import { CODE } from '../../../src/adapters/google/canonical-code.ts';
import { createCaller, type Call, type CalledApi } from '../../../src/adapters/google/caller.ts';
import { createNewcomers } from '../../../src/adapters/google/newcomers.ts';
import { accountOf, SELF, type Principal } from '../../../src/ports/identity.ts';
import { notedCalls } from '../../support/calls.ts';

type Send = () => Promise<string>;

const EMAIL = 'run-checkout@acme-dev.iam.gserviceaccount.com';

const api: CalledApi<string, string> = {
  name: 'Paper Mill',
  roles: '(roles/mill.admin holds the rights)',
  host: 'mill.example',
  clients: async () => 'the clients',
  options: (token) => `with ${token}`,
};

let given: string[];

beforeEach(() => {
  given = [];
});

function caller(other: Partial<CalledApi<string, string>> = {}) {
  return createCaller(
    { ...api, ...other },
    {
      identity: {
        accessToken: async (as: Principal) => (as.type === 'self' ? 'own' : `token of ${as.email}`),
        rejected: () => undefined,
      },
      calls: notedCalls(),
      newcomers: createNewcomers({ now: () => new Date() }),
    },
  );
}

function about(send: Send, more: Partial<Call<string, string, string>> = {}) {
  return {
    type: 'write' as const,
    as: SELF,
    party: { key: 'acme-dev', words: 'Paper Mill (acme-dev)' },
    doing: { verb: 'press', what: 'a sheet', right: 'mill.sheets.press' },
    send: (clients: string, options: string) => {
      given.push(`${clients} ${options}`);
      return send();
    },
    ...more,
  };
}

function failing(code: number, details = 'no'): Send {
  return () => Promise.reject(Object.assign(new Error(details), { code, details }));
}

test('it is made with the token of whoever asks', async () => {
  const { call } = caller();
  expect(await call(about(async () => 'pressed'))).toBe('pressed');
  await call(about(async () => 'pressed', { as: accountOf(EMAIL) }));
  expect(given).toEqual(['the clients with own', `the clients with token of ${EMAIL}`]);
});

test('what is not there is null to who looks for it, and a failure to who counts on it', async () => {
  const { call, find } = caller();
  expect(await find(about(failing(CODE.notFound)))).toBeNull();
  await expect(call(about(failing(CODE.notFound)))).rejects.toMatchObject({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: expect.stringContaining('Could not press a sheet'),
  });
});

test('that somebody else wrote in between, or has made it already, is an answer', async () => {
  const { attempt, make } = caller();
  expect(await attempt(about(failing(CODE.aborted)))).toBe(false);
  expect(await attempt(about(async () => 'pressed'))).toBe(true);
  expect(await make(about(failing(CODE.alreadyExists)))).toBe(false);
  await expect(make(about(failing(CODE.aborted)))).rejects.toMatchObject({ retry: 'later' });
});

test('an API may say in words what it has no status for', async () => {
  const meaning = (error: unknown): number =>
    String(error).includes('etag') ? CODE.aborted : CODE.invalidArgument;
  const { attempt } = caller({ meaning });
  expect(await attempt(about(failing(CODE.invalidArgument, 'the etag is old')))).toBe(false);
  await expect(attempt(about(failing(CODE.invalidArgument, 'too wet')))).rejects.toMatchObject({
    code: 'RUNWAY_RUNTIME_REFUSED',
  });
});

test('an account that is too new for it is waited for, but only where the call names it', async () => {
  const { call } = caller();
  const unknown = failing(CODE.invalidArgument, `Service account ${EMAIL} does not exist.`);
  await expect(call(about(unknown, { about: { members: [EMAIL] } }))).rejects.toMatchObject({
    code: 'RUNWAY_ACCOUNT_NEW',
    retry: 'later',
  });
  await expect(call(about(unknown))).rejects.toMatchObject({ code: 'RUNWAY_RUNTIME_REFUSED' });
});

test('a read is sent again when the connection was lost, a write is not', async () => {
  const { call } = caller();
  await expect(call(about(failing(CODE.unavailable)))).rejects.toMatchObject({ retry: 'later' });
  expect(given).toHaveLength(1);
  await expect(call(about(failing(CODE.unavailable), { type: 'read' }))).rejects.toThrow();
  expect(given).toHaveLength(3);
});
