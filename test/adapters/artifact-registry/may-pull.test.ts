import { afterEach, expect, test } from '@jest/globals';
import { memberOf } from '../../../src/resources/accounts.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { BOT, repositoryOf } from '../../support/provisioned.ts';
import { PLANS, PROJECT, SCOPE, startWorld, type World } from './registry-world.ts';

const { signal } = new AbortController();
const scope = { ...SCOPE, identity: { bot: BOT, plans: PLANS }, workload: 'checkout' };
const agent = 'service-123456789012@serverless-robot-prod.iam.gserviceaccount.com';

let world: World;
afterEach(() => world.stop());

async function provisioned(): Promise<void> {
  world = await startWorld();
  world.cloud.accounts.create({ project: PROJECT, id: 'dep-checkout' });
  world.cloud.grant(`projects/${PROJECT}`, 'roles/iam.securityReviewer', memberOf(PLANS));
  const wanted = [repositoryOf('dev/checkout', PROJECT, 'first')];
  await applyProvisioned(world.provider, { scope, wanted });
}

/** As if somebody had taken the right from Cloud Run that enabling its API gives. */
function withoutAgent(): void {
  const name = `projects/${PROJECT}`;
  const { bindings, etag } = world.cloud.policyOf(name);
  const others = bindings.filter(({ role }) => role !== 'roles/run.serviceAgent');
  world.cloud.setPolicy(name, { version: 3, bindings: others }, etag);
}

const ask = (): Promise<readonly string[]> => world.mayPull().rehearse(scope, [], signal);

test('nothing is said where Cloud Run has its rights in the project of the images', async () => {
  await provisioned();
  expect(await ask()).toEqual([]);
});

test('where Cloud Run may not pull, its account is named with what to grant', async () => {
  await provisioned();
  withoutAgent();
  expect(await ask()).toEqual([
    `Cloud Run pulls images as ${agent}, which may not read checkout in us (acme-dev). Grant it ` +
      'roles/artifactregistry.reader on acme-dev, or enable the Cloud Run API in acme-dev again, which grants it there.',
  ]);
  const repository = `projects/${PROJECT}/locations/us/repositories/checkout`;
  world.cloud.grant(repository, 'roles/artifactregistry.reader', memberOf(agent));
  expect(await ask()).toEqual([]);
});

test('a repository that is missing is said with the merge request that brings it', async () => {
  await provisioned();
  const missing = { ...scope, workload: 'search' };
  expect(await world.mayPull().rehearse(missing, [], signal)).toEqual([
    expect.stringContaining('`inventory/search.yml`'),
  ]);
});

test('who may not read policies says nothing', async () => {
  world = await startWorld();
  expect(await ask()).toEqual([]);
});
