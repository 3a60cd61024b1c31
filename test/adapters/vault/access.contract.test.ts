import type { Target } from '../../../src/resources/address.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import { provisionedContract } from '../../contracts/provisioned.ts';
import { scope, startAccessWorld, wavesOf } from './access-world.ts';

/** Another wish for each. */
function otherwise(resource: Resource): Resource {
  if (resource.kind === 'VaultPolicy') {
    const rules = resource.spec.rules
      .replace('"read"', '"read", "subscribe"')
      .replace(', "subscribe"', ', "sudo"');
    return { ...resource, spec: { ...resource.spec, rules } };
  }
  if (resource.kind !== 'VaultRole') return resource;
  return { ...resource, spec: { ...resource.spec, claims: { groups: ['acme/new', 'acme/old'] } } };
}

const namesOf = (target: Target) =>
  wavesOf(target)
    .flat()
    .map((one) => (one.kind === 'VaultRole' || one.kind === 'VaultPolicy' ? one.spec.name : ''));

provisionedContract('Vault', async () => {
  const { provider, vault } = await startAccessWorld();
  const policy = 'path "kv/data/other/*" { capabilities = ["read"] }';
  const role = {
    role_type: 'jwt',
    user_claim: 'sub',
    bound_audiences: 'x',
    token_policies: 'other',
  };
  return {
    provider,
    scope,
    wanted: (target) => wavesOf(target),
    changed: (target) => wavesOf(target).map((wave) => wave.map(otherwise)),
    prepare: async () => undefined,
    async foreign(target) {
      const [read = '', manage = ''] = namesOf(target);
      for (const name of [read, manage])
        await vault.ask('POST', `sys/policies/acl/${name}`, { policy });
      await vault.ask('POST', `auth/jwt/role/${read}`, role);
      await vault.ask('POST', `auth/people/role/${manage}`, role);
    },
    async handEdit(target) {
      const [read = '', manage = ''] = namesOf(target);
      for (const name of [read, manage]) {
        const { data } = await vault.ask('GET', `sys/policies/acl/${name}`);
        const edited = `${String(data['policy'])}\npath "kv/*" { capabilities = ["read"] }\n`;
        await vault.ask('POST', `sys/policies/acl/${name}`, { policy: edited });
      }
      const globs = { role_type: 'jwt', bound_claims_type: 'glob', token_period: '1h' };
      await vault.ask('POST', `auth/jwt/role/${read}`, globs);
      await vault.ask('POST', `auth/people/role/${manage}`, {
        role_type: 'jwt',
        token_period: '1h',
      });
    },
    async neighbour() {
      await vault.ask('POST', 'sys/policies/acl/runway-production', { policy });
      await vault.ask('POST', 'auth/jwt/role/others', role);
      await vault.ask('POST', 'runway/data/env/production/service/others/KEY', { data: {} });
    },
    async neighbours() {
      const policies = await vault.ask('GET', 'sys/policies/acl/runway-production');
      const others = await vault.ask('GET', 'auth/jwt/role/others');
      const kept = await vault.ask('GET', 'runway/metadata/env/production/service/others/KEY');
      return JSON.stringify([policies.data, others.data, kept.data]);
    },
    stop: () => vault.remove(),
  };
});
