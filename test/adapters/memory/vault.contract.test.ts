import { createMemoryVault } from '../../../src/adapters/memory/vault.ts';
import type { VaultPlace } from '../../../src/resources/scope.ts';
import { vaultContract } from '../../contracts/vault.ts';

const place: VaultPlace = {
  mount: 'runway',
  path: 'env/production/service',
  namespace: null,
  auth: 'jwt',
  audience: 'vault.acme.dev',
  role: 'runway-production-{workload}',
  plans: 'runway-production-plans',
  owners: null,
};

vaultContract('the memory adapter', async () => {
  const { vault, world } = createMemoryVault();
  return {
    vault,
    place,
    accounts: { plans: 'plans@acme', checkout: 'dep-checkout@acme', cart: 'dep-cart@acme' },
    write: async (workload, name, value) => world.write({ place, workload, name }, value),
    delete: async (workload, name, version) => world.delete({ place, workload, name }, version),
    destroy: async (workload, name, version) => world.destroy({ place, workload, name }, version),
    remove: async (workload, name) => world.remove({ place, workload, name }),
    stop: async () => undefined,
  };
});
