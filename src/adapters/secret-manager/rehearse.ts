// What would keep a pinned version from reaching its container: found out from metadata, and by asking for rights.

import type { SecretDescription } from '../../ports/vault.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Observed, Resource } from '../../resources/resource.ts';
import type { VaultPlace } from '../../resources/scope.ts';
import { putCommand, undeleteCommand } from '../../resources/vault-names.ts';
import type { Look, VaultScope } from './look.ts';
import { lackingRights, type Rights } from './rights.ts';
import { usable } from './sight.ts';

/** In sentences; empty where nothing is in the way. */
export async function rehearsed(
  { look, ...rights }: Rights & { readonly look: Look },
  scope: VaultScope,
  desired: readonly Resource<'Secret'>[],
): Promise<readonly string[]> {
  const sights = await Promise.all(
    desired.map(async (resource) => {
      const { workload } = splitTarget(resource.target);
      const all = await look.workload(scope, workload, [resource]);
      const seen = all.find(({ spec }) => spec.secret === resource.spec.secret) ?? null;
      return { resource, seen, vault: await look.vault(scope, resource) };
    }),
  );
  const written = sights.filter(isWritten).map(({ resource, seen }) => ({
    resource,
    there: seen !== null,
  }));
  return [
    ...sights.flatMap(({ resource, seen, vault }) =>
      refusedBy(resource, seen, { place: scope.vault, vault }),
    ),
    ...(await lackingRights(rights, scope, written)),
  ];
}

interface Sighted {
  readonly resource: Resource<'Secret'>;
  readonly seen: Observed<'Secret'> | null;
}

/** What is somebody else's is left alone; what is copied, and read by whom it should be, is not written to. */
function isWritten({ resource: { spec }, seen }: Sighted): boolean {
  if (seen === null) return true;
  const same = seen.spec.readers.join() === [...spec.readers].sort().join();
  return seen.owned && !(same && hasCopy(seen, spec.version));
}

function hasCopy({ facts }: Observed<'Secret'>, version: number): boolean {
  return facts.copies.some((copy) => usable(copy) && copy.version === version);
}

/** What is copied already needs nothing of Vault. */
function refusedBy(
  { spec, target }: Resource<'Secret'>,
  seen: Observed<'Secret'> | null,
  { place, vault }: { readonly place: VaultPlace; readonly vault: SecretDescription | null },
): readonly string[] {
  const { name, version } = spec;
  const { workload } = splitTarget(target);
  if (seen !== null && hasCopy(seen, version)) return [];
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
