// What Vault holds for a target, by name and version: never a value.

import { SECRET_NAME } from '../documents/pins.ts';
import { scopeOf } from '../documents/scope.ts';
import type { TargetDocuments } from '../documents/target-documents.ts';
import type { SecretsOf } from '../ports/vault.ts';
import { splitTarget } from '../resources/address.ts';
import type { Outside } from './outside.ts';

/** Whose secrets to look at, as the account for plans; null where the environment has none. */
export function secretsAt({ target, environment }: TargetDocuments): SecretsOf | null {
  if (environment === null) return null;
  const { vault, identity } = scopeOf(environment.value, target);
  if (vault === null || identity === null) return null;
  return {
    place: vault,
    workload: splitTarget(target).workload,
    as: { type: 'account', email: identity.plans },
    role: vault.plans,
  };
}

/** Those that can be variables, sorted, and the others. */
export async function namesIn(
  { vault }: Pick<Outside, 'vault'>,
  of: SecretsOf,
  signal: AbortSignal,
): Promise<{ readonly names: readonly string[]; readonly odd: readonly string[] }> {
  const all = await vault.names(of, signal);
  return {
    names: all.filter((name) => SECRET_NAME.test(name)),
    odd: all.filter((name) => !SECRET_NAME.test(name)),
  };
}

/** The newest version that can be read; null where there is none. */
export async function newestOf(
  { vault }: Pick<Outside, 'vault'>,
  of: SecretsOf,
  name: string,
  signal: AbortSignal,
): Promise<number | null> {
  const found = await vault.describe({ ...of, name }, signal);
  return found?.versions.findLast(({ state }) => state === 'live')?.number ?? null;
}
