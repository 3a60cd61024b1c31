// What would keep a pinned version from reaching its container, found out from metadata alone.

import type { SecretDescription } from '../../ports/vault.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Observed, Resource } from '../../resources/resource.ts';
import type { VaultPlace } from '../../resources/scope.ts';
import { putCommand, undeleteCommand } from '../../resources/vault-names.ts';
import { usable } from './sight.ts';

/** In sentences; empty where nothing is in the way. What is copied already needs nothing of Vault. */
export function refusedBy(
  { spec, target }: Resource<'Secret'>,
  seen: Observed<'Secret'> | null,
  { place, vault }: { readonly place: VaultPlace; readonly vault: SecretDescription | null },
): readonly string[] {
  const { name, version } = spec;
  const { workload } = splitTarget(target);
  const there = seen?.facts.copies.some((copy) => usable(copy) && copy.version === version);
  if (there === true) return [];
  const found = vault?.versions.find(({ number }) => number === version);
  if (found?.state === 'live') return [];
  if (found !== undefined) {
    const cure =
      found.state === 'deleted'
        ? `undelete it with \`${undeleteCommand(place, { workload, name, version })}\``
        : 'it cannot be brought back';
    return [`Version ${version} of ${name} is ${found.state} in Vault: ${cure}, or pin another.`];
  }
  const write = `\`${putCommand(place, workload, name)}\``;
  if (vault === null) return [`Vault has no secret ${name} for ${target}: write it with ${write}.`];
  const newest = vault.versions.findLast(({ state }) => state === 'live')?.number;
  const other =
    newest === undefined ? `write one with ${write}` : `pin ${newest}, the newest that is there`;
  return [`Vault has no version ${version} of ${name}: ${other}.`];
}
