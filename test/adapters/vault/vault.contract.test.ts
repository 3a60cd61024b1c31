import { createVault } from '../../../src/adapters/vault/vault.ts';
import { vaultContract } from '../../contracts/vault.ts';
import { accounts, environment, place } from './sandbox.ts';

vaultContract('the adapter on the sandbox’s Vault', async () => {
  const { settings, vault } = await environment();
  const at = (kind: string, workload: string, name: string): string =>
    `${place.mount}/${kind}/${place.path}/${workload}/${name}`;
  return {
    vault: createVault(settings),
    place,
    accounts,
    async write(workload, name, value) {
      const data = value === null ? { other: 'x' } : { value };
      const written = await vault.ask('POST', at('data', workload, name), { data });
      return Number(written.data['version']);
    },
    async delete(workload, name, version) {
      await vault.ask('POST', at('delete', workload, name), { versions: [version] });
    },
    async destroy(workload, name, version) {
      await vault.ask('POST', at('destroy', workload, name), { versions: [version] });
    },
    async remove(workload, name) {
      await vault.ask('DELETE', at('metadata', workload, name));
    },
    stop: () => vault.remove(),
  };
});
