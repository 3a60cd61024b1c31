// What may be done with a workload's secrets in Vault.

import { splitTarget } from '../resources/address.ts';
import type { Resource } from '../resources/resource.ts';
import type { VaultPlace } from '../resources/scope.ts';
import type { Parts } from './compile.ts';
import { resource } from './resource.ts';
import { managersRole, vaultRole } from '../resources/vault-names.ts';

/** Read for whoever deploys it, everything for its owners; none reaches another workload's path. */
export function vaultPolicies({ target }: Parts, place: VaultPlace): readonly Resource[] {
  const { workload } = splitTarget(target);
  const own = `${place.path}/${workload}`;
  const read = {
    name: vaultRole(place, workload),
    rules: rules(place.mount, own, { data: ['read'], metadata: ['read', 'list'] }),
    placeholder: `${place.mount}/${own}/.placeholder`,
  };
  const manage = {
    name: managersRole(place, workload),
    rules: rules(place.mount, own, {
      data: ['create', 'read', 'update', 'patch', 'delete'],
      metadata: ['create', 'read', 'update', 'patch', 'delete', 'list'],
      delete: ['update'],
      undelete: ['update'],
      destroy: ['update'],
    }),
    placeholder: null,
  };
  return [
    resource(target, 'read', { kind: 'VaultPolicy', spec: read }),
    resource(target, 'manage', { kind: 'VaultPolicy', spec: manage }),
  ];
}

/**
 * Vault's policy language: one block for each of KV version 2's prefixes.
 * Source: developer.hashicorp.com/vault/docs/secrets/kv/kv-v2#acl-rules
 */
function rules(mount: string, path: string, may: Readonly<Record<string, readonly string[]>>) {
  return Object.entries(may)
    .map(([prefix, capabilities]) => {
      const list = capabilities.map((capability) => `"${capability}"`).join(', ');
      return `path "${mount}/${prefix}/${path}/*" {\n  capabilities = [${list}]\n}\n`;
    })
    .join('\n');
}
