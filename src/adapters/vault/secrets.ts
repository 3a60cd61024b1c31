// The port Vault over KV version 2.

import { Failure } from '../../ports/failure.ts';
import type { Principal } from '../../ports/identity.ts';
import { sensitive, type Sensitive } from '../../ports/sensitive.ts';
import type {
  SecretDescription,
  SecretOf,
  SecretsOf,
  SecretVersion,
  Vault,
} from '../../ports/vault.ts';
import { byText } from '../../resources/text-order.ts';
import { vaultPath } from '../../resources/vault-names.ts';
import type { VaultApi } from './client/api.ts';
import { objectIn, textIn, type Data } from './client/answers.ts';
import type { Login } from './client/leases.ts';

export interface SecretsOptions {
  readonly api: VaultApi;
  readonly now: () => Date;
  /** The account that this process runs as; throws a Failure where that is not known. */
  readonly own: () => string;
}

export function createSecrets({ api, now, own }: SecretsOptions): Vault {
  const login = ({ as, place, role }: SecretsOf): Login => {
    const { audience, auth, namespace } = place;
    return { namespace, auth, audience, account: emailOf(as, own), role };
  };
  const at = (kind: 'data' | 'metadata', of: SecretsOf, ...name: readonly string[]): string =>
    `${of.place.mount}/${kind}/${vaultPath(of.place, of.workload, ...name)}`;
  return {
    async names(of, signal) {
      const keys = await api.list({ login: login(of), path: at('metadata', of) }, signal);
      return keys.filter((key) => !key.endsWith('/') && !key.startsWith('.')).sort(byText);
    },
    async describe(secret, signal) {
      const path = at('metadata', secret, secret.name);
      const data = await api.read({ login: login(secret), path }, signal);
      return data === null ? null : described(secret.name, data, now());
    },
    async value(secret, version, signal) {
      const path = at('data', secret, secret.name);
      const query = `version=${version}`;
      const data = await api.read({ login: login(secret), path, query }, signal);
      const values = objectIn(data?.['data']);
      return values === null ? null : valueIn(values, secret, { version, path });
    },
  };
}

function emailOf(principal: Principal, own: () => string): string {
  return principal.type === 'self' ? own() : principal.email;
}

function described(name: string, data: Data, now: Date): SecretDescription {
  const current = data['current_version'];
  const versions = Object.entries(objectIn(data['versions']) ?? {}).map(([number, version]) => ({
    number: Number(number),
    ...stateOf(objectIn(version) ?? {}, now),
  }));
  return {
    name,
    current: typeof current === 'number' ? current : 0,
    versions: versions.sort((a, b) => a.number - b.number),
  };
}

/** A deletion may lie ahead, where versions delete themselves after a time. */
function stateOf(version: Data, now: Date): Pick<SecretVersion, 'createdAt' | 'state'> {
  const deletedAt = Date.parse(textIn(version['deletion_time']));
  const deleted = deletedAt <= now.getTime();
  return {
    createdAt: textIn(version['created_time']),
    state: version['destroyed'] === true ? 'destroyed' : deleted ? 'deleted' : 'live',
  };
}

function valueIn(
  values: Data,
  { name }: SecretOf,
  { path, version }: { readonly path: string; readonly version: number },
): Sensitive {
  const value = values['value'];
  if (typeof value === 'string' && value !== '') return sensitive(value);
  throw new Failure({
    code: 'RUNWAY_VAULT_REFUSED',
    message: `Version ${version} of ${name} in Vault (${path}) has no text under the key \`value\`.`,
    hint: 'Write the secret again, its text under the key `value`, and pin the version that this makes.',
    retry: 'never',
  });
}
