// Two who change a secret's policy at once, through Google's own client: nobody's line is lost.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SecretsApi } from '../../../src/adapters/secret-manager/client/api.ts';
import { createSecretsApi } from '../../../src/adapters/secret-manager/client/sdk.ts';
import { createNewcomers } from '../../../src/adapters/google/newcomers.ts';
import { SELF } from '../../../src/ports/identity.ts';
import { account, PROJECT, tokenOf } from '../../sandbox/google/callers.ts';
import { PARENT, startWorld, type World } from '../../sandbox/secret-manager/world.ts';
import { notedCalls } from '../../support/calls.ts';

const at = { project: PROJECT.id, id: 'checkout__API_KEY', as: SELF };
const NAME = `${PARENT}/secrets/${at.id}`;
const READER = 'roles/secretmanager.secretAccessor';

let world: World;
let api: SecretsApi;

beforeAll(async () => {
  world = await startWorld();
  const { ground, manager } = world;
  const own = account(ground, 'dep-checkout');
  ground.cloud.grant(PARENT, 'roles/secretmanager.admin', `serviceAccount:${own}`);
  api = createSecretsApi({
    endpoint: manager.endpoint,
    ca: ground.tls.ca,
    identity: {
      accessToken: async () => tokenOf(ground, own),
      rejected: () => undefined,
    },
    calls: notedCalls(),
    newcomers: createNewcomers({ now: () => new Date(ground.clock.at) }),
  });
  await world.admin.createSecret({
    parent: PARENT,
    secretId: at.id,
    secret: { replication: { automatic: {} } },
  });
});

afterAll(() => world.close());

test('a policy that somebody else has changed since it was read is not written over', async () => {
  const read = await api.policy(at);
  const [theirs, ours] = [
    account(world.ground, 'somebody-else'),
    account(world.ground, 'run-checkout'),
  ];
  const line = { role: READER, members: [`serviceAccount:${theirs}`] };
  await world.admin.setIamPolicy({ resource: NAME, policy: { bindings: [line] } });

  const bindings = [{ role: READER, members: [`serviceAccount:${ours}`] }];
  const change = { policy: { ...read, bindings }, members: [ours] };
  expect(await api.setPolicy(at, change)).toBe(false);
  const [left] = await world.admin.getIamPolicy({ resource: NAME });
  expect(left.bindings?.flatMap(({ members }) => members)).toEqual([`serviceAccount:${theirs}`]);
});
