// Where the secrets of dev lie in Vault, as an environment that says nothing of its own has them.

import type { VaultPlace } from '../../src/resources/scope.ts';

export const vaultPlace: VaultPlace = {
  mount: 'runway',
  path: 'env/dev/service',
  namespace: null,
  auth: 'jwt',
  audience: 'vault',
  role: 'runway-dev-{workload}',
  plans: 'runway-dev-plans',
  owners: null,
};
