import { expect, test } from '@jest/globals';
import type { Binding } from '../../../src/adapters/google/policy.ts';
import { createPolicyWriter, type Policy } from '../../../src/adapters/google/policy-writer.ts';

const { signal } = new AbortController();
const clock = { now: () => new Date(), sleep: async () => undefined };

/** A policy that others may write between our reading and our writing. */
function stored(interrupted: number) {
  let etag = 1;
  let left = interrupted;
  let policy: Policy = { bindings: [], etag: '1', version: 1 };
  const writes: Policy[] = [];
  const at = (role: string) => ({
    resource: 'project acme',
    read: async () => policy,
    write: async (next: Policy) => {
      if (left > 0) {
        left -= 1;
        etag += 1;
        policy = { ...policy, etag: String(etag) };
      }
      if (next.etag !== policy.etag) return false;
      etag += 1;
      policy = { ...next, etag: String(etag) };
      writes.push(next);
      return true;
    },
    change: (bindings: readonly Binding[]) =>
      bindings.some((one) => one.role === role)
        ? bindings
        : [...bindings, { role, members: ['m'] }],
  });
  return { at, writes, now: () => policy };
}

test('somebody who writes in between makes it read again, and nobody is written over', async () => {
  const { at, writes } = stored(3);
  await createPolicyWriter(clock)(at('roles/a'), signal);
  expect(writes).toMatchObject([{ version: 3, bindings: [{ role: 'roles/a' }] }]);
});

test('who is written over each time gives up, to be tried again later', async () => {
  const { at, writes } = stored(100);
  await expect(createPolicyWriter(clock)(at('roles/a'), signal)).rejects.toMatchObject({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    retry: 'later',
  });
  expect(writes).toEqual([]);
});

test('where nothing is to change nothing is written', async () => {
  const { at, writes } = stored(0);
  const change = createPolicyWriter(clock);
  await change(at('roles/a'), signal);
  await change(at('roles/a'), signal);
  expect(writes).toHaveLength(1);
});

test('our own changes of one policy never meet one another', async () => {
  const { at, now } = stored(0);
  const change = createPolicyWriter(clock);
  const roles = Array.from({ length: 20 }, (_, index) => `roles/${index}`);
  await Promise.all(roles.map((role) => change(at(role), signal)));
  expect(now().bindings?.map(({ role }) => role)).toEqual(roles);
});
