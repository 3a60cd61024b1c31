import { randomBytes } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LIMITS } from '../../../src/sandbox/secret-manager/api.ts';
import { failure, PROJECT } from '../google/callers.ts';
import { PARENT, secretOf, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ perMinute: { write: 3 } });
});

afterAll(() => world.close());

test('the limits are those of the vendor', () => {
  const { access, read, write } = LIMITS;
  expect([access, read, write].map(({ perMinute }) => perMinute)).toEqual([90_000, 600, 600]);
});

test('a project that writes too much is held up until the minute is over', async () => {
  const name = await secretOf(
    world,
    'busy',
    ...['a', 'b'].map(() => randomBytes(8).toString('hex')),
  );
  const remove = () => world.admin.deleteSecret({ name });

  expect(await failure(remove())).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    details: `Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute' of service 'secretmanager.googleapis.com' for consumer 'project_number:${PROJECT.number}'.`,
    reason: 'RATE_LIMIT_EXCEEDED',
  });
  await world.admin.getSecret({ name });
  world.ground.clock.at += 60_000;
  await remove();
});

test('it can be told to fail, and does what it was asked before it loses an answer', async () => {
  const fail = (fault: object) =>
    world.faults.add({
      service: 'secret-manager',
      method: 'ListSecrets',
      fault,
      times: 1,
      share: null,
      where: {},
    });
  const list = () => world.admin.listSecrets({ parent: PARENT }, { retry: null });

  fail({ status: 'RESOURCE_EXHAUSTED' });
  expect(await failure(list())).toMatchObject({
    details: expect.stringContaining("of service 'secretmanager.googleapis.com'"),
  });
  fail({ loseAnswer: true });
  expect(await failure(list())).toMatchObject({ code: status.UNAVAILABLE });
});
