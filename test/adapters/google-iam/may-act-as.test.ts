import { afterEach, expect, test } from '@jest/globals';
import { accountEmail, memberOf } from '../../../src/resources/accounts.ts';
import { PROJECT, SCOPE, startIamWorld, type IamWorld } from './iam-world.ts';

const { signal } = new AbortController();
const scope = { ...SCOPE, workload: 'checkout' };
const runtime = accountEmail(PROJECT, 'checkout', 'runtime');
const deployer = accountEmail(PROJECT, 'checkout', 'deploy');

let world: IamWorld;
afterEach(() => world.stop());

async function provisioned(): Promise<void> {
  world = await startIamWorld();
  for (const email of [runtime, deployer])
    world.cloud.accounts.create({ project: PROJECT, id: email.split('@')[0] ?? '' });
}

const ask = (): Promise<readonly string[]> => world.actAs().rehearse(scope, [], signal);

test('nothing is said where the deploy account may act as the runtime account', async () => {
  await provisioned();
  const name = `projects/${PROJECT}/serviceAccounts/${runtime}`;
  world.cloud.grant(name, 'roles/iam.serviceAccountUser', memberOf(deployer));
  expect(await ask()).toEqual([]);
});

test('a right that is missing is said with the merge request that brings it', async () => {
  await provisioned();
  expect(await ask()).toEqual([
    'dev/checkout is not provisioned: dep-checkout@acme-dev.iam.gserviceaccount.com may not act as ' +
      'run-checkout@acme-dev.iam.gserviceaccount.com (iam.serviceAccounts.actAs). The provisioner makes and mends ' +
      'that as soon as a merge request that lists `dev` in `inventory/checkout.yml` is merged; `runway status --program ' +
      'provisioner` says how far it is.',
  ]);
});

test('a runtime account that is missing is said', async () => {
  await provisioned();
  world.cloud.accounts.remove(runtime);
  expect(await ask()).toEqual([expect.stringContaining(`there is no account ${runtime}`)]);
});

test('a deploy account that Runway may not act as is said', async () => {
  await provisioned();
  world.cloud.accounts.remove(deployer);
  expect(await ask()).toEqual([expect.stringContaining('dev/checkout is not provisioned')]);
});

test('an environment that Runway does not provision is asked nothing', async () => {
  await provisioned();
  const plain = { ...scope, identity: null };
  expect(await world.actAs().rehearse(plain, [], signal)).toEqual([]);
});
