// One secret as it was seen in Secret Manager and in Vault, in Runway's words.

import { addressOf, type Target } from '../../resources/address.ts';
import { carriesOwnLabels } from '../../resources/own-labels.ts';
import type { Observed, Resource, SecretCopy, SecretFacts } from '../../resources/resource.ts';
import { partsOf } from '../../resources/secret-names.ts';
import type { SecretDescription } from '../../ports/vault.ts';
import type { HeldSecret, HeldVersion, WirePolicy } from './client/api.ts';
import { notesIn } from './copies.ts';
import { readersIn } from './readers.ts';

export interface Sight {
  readonly secret: HeldSecret;
  readonly versions: readonly HeldVersion[];
  readonly policy: WirePolicy;
  /** Null: Vault has no such secret. */
  readonly vault: SecretDescription | null | 'unknown';
}

export interface Whose {
  readonly target: Target;
  readonly environment: string;
  /** As the container receives it. */
  readonly name: string;
  /** What is asked for; null where it is not asked for any more. */
  readonly wanted: Resource<'Secret'> | null;
}

export function observedSecret(sight: Sight, whose: Whose): Observed<'Secret'> {
  const { target, environment, name, wanted } = whose;
  const { id, annotations } = sight.secret;
  const copies = copiesOf(sight);
  return {
    kind: 'Secret',
    address: addressOf(target, 'Secret', name),
    target,
    region: null,
    spec: {
      name,
      secret: id,
      source: notesIn(annotations).source ?? wanted?.spec.source ?? '',
      version: versionOf(copies, wanted?.spec.version ?? null),
      readers: readersIn(sight.policy.bindings ?? []),
    },
    owned: carriesOwnLabels(sight.secret.labels, environment, partsOf(id).workload),
    health: { status: 'healthy' },
    facts: { copies, source: sourceOf(sight, wanted) },
  };
}

/** A copy can be used while it is enabled and Vault does not say that the number means something else by now. */
export function usable({ state, current }: SecretCopy): boolean {
  return state === 'enabled' && current;
}

function copiesOf({ secret, versions, vault }: Sight): readonly SecretCopy[] {
  const { copies } = notesIn(secret.annotations);
  return copies.map(({ number, vaultVersion, createdAt, disabledAt }) => ({
    number: String(number),
    version: vaultVersion,
    createdAt,
    state: versions.find((each) => each.number === number)?.state ?? 'destroyed',
    current: isCurrent(vault, { vaultVersion, createdAt }),
    disabledAt,
  }));
}

/** What Vault has forgotten, or cannot be asked about, is still what was copied. */
function isCurrent(
  vault: Sight['vault'],
  copy: { readonly vaultVersion: number; readonly createdAt: string },
): boolean {
  if (vault === null || vault === 'unknown') return true;
  const known = vault.versions.find(({ number }) => number === copy.vaultVersion);
  if (known !== undefined) return known.createdAt === copy.createdAt;
  return copy.vaultVersion <= vault.current;
}

/** The wanted one where it is copied, else the newest that is; 0 where none is. */
function versionOf(copies: readonly SecretCopy[], wanted: number | null): number {
  const there = copies.filter(usable).map(({ version }) => version);
  return wanted !== null && there.includes(wanted) ? wanted : Math.max(0, ...there);
}

function sourceOf(
  { vault }: Pick<Sight, 'vault'>,
  wanted: Resource<'Secret'> | null,
): SecretFacts['source'] {
  if (vault === 'unknown' || wanted === null) return 'unknown';
  const version = vault?.versions.find(({ number }) => number === wanted.spec.version);
  return version?.state ?? 'absent';
}
