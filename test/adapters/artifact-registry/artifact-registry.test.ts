// The real client, over TLS, against Artifact Registry on loopback.

import { expect, test } from '@jest/globals';
import type { Provider } from '../../../src/ports/provider.ts';
import { accountEmail } from '../../../src/resources/accounts.ts';
import { splitTarget, type Target } from '../../../src/resources/address.ts';
import { provisionedContract } from '../../contracts/provisioned.ts';
import { applyProvisioned } from '../../support/apply-provisioned.ts';
import { repositoryOf } from '../../support/provisioned.ts';
import { clientAs } from './client-as.ts';
import { PROJECT, PROVISIONER, SCOPE, startWorld } from './registry-world.ts';

const { signal } = new AbortController();

provisionedContract('Artifact Registry', async () => {
  const { cloud, ca, provider, registry, stop } = await startWorld();
  const admin = await clientAs({
    endpoint: registry.endpoint,
    ca,
    token: cloud.issue(PROVISIONER),
  });
  const nameOf = (target: Target) =>
    `projects/${PROJECT}/locations/us/repositories/${splitTarget(target).workload}`;
  const share = (name: string) =>
    cloud.grant(name, 'roles/artifactregistry.writer', 'user:ann@acme.dev');
  return {
    provider: provider as unknown as Provider,
    scope: SCOPE,
    wanted: (target) => [[repositoryOf(target, PROJECT, 'first')]],
    changed: (target) => [[repositoryOf(target, PROJECT, 'second')]],
    async prepare(target) {
      const { workload } = splitTarget(target);
      const email = accountEmail(PROJECT, workload, 'deploy');
      cloud.accounts.create({ project: PROJECT, id: email.split('@')[0] ?? '' });
    },
    async foreign(target) {
      await admin.create(splitTarget(target).workload);
      share(nameOf(target));
    },
    async handEdit(target) {
      share(nameOf(target));
    },
    async neighbour() {
      await admin.create('neighbour');
      share(`projects/${PROJECT}/locations/us/repositories/neighbour`);
    },
    async neighbours() {
      const name = `projects/${PROJECT}/locations/us/repositories/neighbour`;
      return JSON.stringify([registry.repository(name), cloud.policyOf(name)]);
    },
    async stop() {
      await admin.close();
      await stop();
    },
  };
});

test('rules of others that delete go, and those that keep something stay', async () => {
  const { cloud, ca, provider, registry, stop } = await startWorld();
  const admin = await clientAs({
    endpoint: registry.endpoint,
    ca,
    token: cloud.issue(PROVISIONER),
  });
  cloud.accounts.create({ project: PROJECT, id: 'dep-checkout' });
  const scope = { ...SCOPE, workload: 'checkout' };
  const wanted = repositoryOf('dev/checkout', PROJECT, 'first');
  await applyProvisioned(provider, { scope, wanted: [wanted] });
  await admin.addCleanup('checkout', {
    'keep-releases': { id: 'keep-releases', action: 'KEEP', condition: { tagState: 'TAGGED' } },
    everything: { id: 'everything', action: 'DELETE', condition: { tagState: 'ANY' } },
  });
  const [seen] = await provider.observe(scope, [], signal);
  expect(seen?.spec.untaggedDays).toBe(0);
  await applyProvisioned(provider, { scope, wanted: [wanted] });
  const name = `projects/${PROJECT}/locations/us/repositories/checkout`;
  expect(Object.keys(registry.repository(name)?.cleanupPolicies ?? {}).sort()).toEqual([
    'keep-releases',
    'runway-untagged',
  ]);
  await admin.close();
  await stop();
});
