// Copies of secrets that nothing needs any more: first they cannot be read, and after a while they are gone.

import { addressOf } from '../resources/address.ts';
import type { Observed, Resource, Revision, SecretCopy } from '../resources/resource.ts';
import { templateHash } from '../resources/revision.ts';
import type { Difference, Plan, Standing, Step } from './plan.ts';
import { stepOf } from './step.ts';

export interface Retention {
  /** With the copies' numbers, see `withCopies`. */
  readonly desired: readonly Resource[];
  /** Everything of the target. */
  readonly observed: readonly Observed[];
  /** What else is planned: nothing is taken from what still serves. */
  readonly waves: Plan['waves'];
}

/** Whoever goes back goes back to one of these, the one that is about to come included. */
const KEPT_REVISIONS = 5;

/**
 * A copy is needed while it is pinned, or while a revision names it that serves, is tagged, is starting, or is among the
 * newest few that are ready, in any region. Nothing is planned where only the serving revisions were looked at.
 */
export function planRetention({ desired, observed, waves }: Retention): readonly Step[] {
  const services = observed.filter((seen) => seen.kind === 'Service').filter(({ owned }) => owned);
  if (!services.every(({ facts }) => facts.closely)) return [];
  const needed = neededCopies(desired, observed, services);
  const last = waves.flat().findLast(({ kind }) => kind === 'Traffic' || kind === 'Service');
  const standing: Standing =
    last === undefined ? { state: 'ready' } : { state: 'waiting', on: last.address };
  return secretsIn(observed).flatMap((secret) => {
    const idle = secret.facts.copies.filter(
      ({ state, number }) => state === 'enabled' && !needed.has(keyOf(secret, number)),
    );
    return idle.length === 0 ? [] : [retentionStep(secret, idle.map(disabling), standing)];
  });
}

/** Whether any copy is there that is not pinned: then only all revisions tell what is needed. */
export function mayBeUnneeded(
  desired: readonly Resource[],
  observed: readonly Observed[],
): boolean {
  return secretsIn(observed).some((secret) => {
    const pinned = desired.find(({ address }) => address === secret.address);
    const version = pinned?.kind === 'Secret' ? pinned.spec.version : null;
    return secret.facts.copies.some((copy) => copy.state === 'enabled' && copy.version !== version);
  });
}

/** The copies whose time is over: Runway disabled them, so long ago. */
export function planDestruction(
  observed: readonly Observed[],
  { now, graceMs }: { readonly now: Date; readonly graceMs: number },
): readonly Step[] {
  return secretsIn(observed).flatMap((secret) => {
    const over = secret.facts.copies.filter(
      (copy) => destructionTime(copy, graceMs) <= now.getTime(),
    );
    const found = over.map(({ number, version }) => ({
      path: pathOf(number),
      before: `version ${version}`,
      after: 'destroyed',
    }));
    return over.length === 0 ? [] : [retentionStep(secret, found, { state: 'ready' })];
  });
}

/** When the next of them is due, in milliseconds since the epoch; infinite where none is. */
export function nextDestruction(observed: readonly Observed[], graceMs: number): number {
  const copies = secretsIn(observed).flatMap(({ facts }) => facts.copies);
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...copies.map((copy) => destructionTime(copy, graceMs)),
  );
}

/** The number of the copy that a difference is about; null for any other. */
export function copyIn({ path }: Pick<Difference, 'path'>): string | null {
  const [, number] = /^copies\.(\d+)$/.exec(path) ?? [];
  return number ?? null;
}

function destructionTime({ state, disabledAt }: SecretCopy, graceMs: number): number {
  const counts = state === 'disabled' && disabledAt !== null;
  return counts ? Date.parse(disabledAt) + graceMs : Number.POSITIVE_INFINITY;
}

function secretsIn(observed: readonly Observed[]): readonly Observed<'Secret'>[] {
  return observed.filter((seen) => seen.kind === 'Secret').filter(({ owned }) => owned);
}

function neededCopies(
  desired: readonly Resource[],
  observed: readonly Observed[],
  services: readonly Observed<'Service'>[],
): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const resource of desired) {
    if (resource.kind !== 'Service') continue;
    for (const { secret, version } of Object.values(resource.spec.template.secrets)) {
      needed.add(`${secret} ${version}`);
    }
  }
  for (const secret of secretsIn(observed)) {
    const pinned = desired.find(({ address }) => address === secret.address);
    for (const { number, version } of secret.facts.copies) {
      if (pinned?.kind === 'Secret' && pinned.spec.version === version)
        needed.add(keyOf(secret, number));
    }
  }
  for (const service of services) {
    for (const { secrets } of retained(service, { desired, observed })) {
      for (const { secret, version } of secrets) needed.add(`${secret} ${version}`);
    }
  }
  return needed;
}

function retained(
  { region, facts }: Observed<'Service'>,
  { desired, observed }: Pick<Retention, 'desired' | 'observed'>,
): readonly Revision[] {
  const { revisions } = facts;
  const routed = new Set(
    observed.flatMap((seen) =>
      seen.kind === 'Traffic' && seen.region === region
        ? seen.facts.routes
            .filter(({ percent, tag }) => percent > 0 || tag !== null)
            .map(({ revision }) => revision)
        : [],
    ),
  );
  const ready = revisions
    .filter(({ state }) => state === 'ready')
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const comes = desired.some(
    (resource) =>
      resource.kind === 'Service' &&
      resource.region === region &&
      !ready.some(({ template }) => template === templateHash(resource.spec.template)),
  );
  const newest = new Set(ready.slice(0, KEPT_REVISIONS - (comes ? 1 : 0)));
  return revisions.filter(
    (revision) =>
      routed.has(revision.name) || revision.state === 'starting' || newest.has(revision),
  );
}

function disabling({ number, version }: SecretCopy): Difference {
  return {
    path: pathOf(number),
    before: `version ${version}`,
    after: 'disabled, destroyed after the grace time',
  };
}

function pathOf(number: string): string {
  return `copies.${number}`;
}

function keyOf({ spec }: Observed<'Secret'>, number: string): string {
  return `${spec.secret} ${number}`;
}

/** Beside the secret's own step, so it has an address of its own. */
function retentionStep(
  secret: Observed<'Secret'>,
  differences: readonly Difference[],
  standing: Standing,
): Step {
  const { target, region, spec } = secret;
  const address = addressOf(target, 'Secret', `${spec.name}/unneeded`);
  const after: Resource<'Secret'> = { kind: 'Secret', address, target, region, spec };
  return stepOf({
    action: 'update',
    before: secret,
    after,
    differences,
    standing,
    revision: null,
  });
}
