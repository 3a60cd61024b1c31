// From what is wished and what is there to what would change.

import type { Address, Target } from '../resources/address.ts';
import { addressOf } from '../resources/address.ts';
import { type Kind, restsOn } from '../resources/kinds.ts';
import type { Observed, Resource } from '../resources/resource.ts';
import { type Candidate, candidateOf } from './candidate.ts';
import { differences } from './difference.ts';
import { actsAtOnce, narrows } from './effects.ts';
import { kinds, waves } from './order.ts';
import type { Difference, Plan, Standing, Step } from './plan.ts';
import { removals } from './removals.ts';
import { boundToPins, inVaultsNumbers, lacksCopies, withCopies } from './secret-versions.ts';
import { stepOf } from './step.ts';

export interface PlanInput {
  readonly target: Target;
  readonly intent: string;
  readonly desired: readonly Resource[];
  /** What is there; things of other targets are passed over. */
  readonly observed: readonly Observed[];
  /** Names of revisions that the present converging has made; empty for a plan that is only shown. */
  readonly tried: ReadonlySet<string>;
  /**
   * What becomes of what is ours and not desired any more. `left`: nothing, see `planParking`. `removed`: it goes,
   * in the reverse of the order in which it was made.
   */
  readonly surplus: 'left' | 'removed';
  /** What is in the way and not ours is taken over. */
  readonly adopt: boolean;
}

/** What would make the observed world the desired one, and how far each change is. */
export function planTarget(asked: PlanInput): Plan {
  const input = { ...asked, desired: withCopies(asked.desired, asked.observed) };
  const world = worldOf(input);
  const steps: Step[] = [];
  const unchanged: Address[] = [];
  const foreign: Address[] = [];
  for (const kind of kinds) {
    for (const desired of input.desired.filter((resource) => resource.kind === kind)) {
      const before = world.seen.get(desired.address) ?? null;
      if (before !== null && !before.owned && !input.adopt) foreign.push(desired.address);
      else {
        const step = stepFor(desired, before, { ...world, steps });
        const pinned = asked.desired.find(({ address }) => address === desired.address) ?? null;
        if (step === null) unchanged.push(desired.address);
        else steps.push(boundToPins(step, pinned));
      }
    }
  }
  if (input.surplus === 'removed') steps.push(...removals(input));
  const { target, intent } = input;
  return {
    target,
    intent,
    waves: waves(steps),
    unchanged: unchanged.sort(),
    foreign: foreign.sort(),
  };
}

interface World {
  readonly seen: ReadonlyMap<Address, Observed>;
  readonly observed: readonly Observed[];
  /** By region. */
  readonly candidates: ReadonlyMap<string | null, Candidate>;
  /** Regions whose revision gets its name with the copies of its secrets. */
  readonly nameless: ReadonlySet<string | null>;
  /** Planned so far; kinds come in the order of what rests on what. */
  readonly steps: readonly Step[];
}

function worldOf({ target, desired, observed, tried }: PlanInput): World {
  const mine = observed.filter((thing) => thing.target === target);
  const services = mine.filter((thing) => thing.kind === 'Service').filter(({ owned }) => owned);
  const candidates = desired
    .filter((resource) => resource.kind === 'Service')
    .map((wanted) => {
      const service = services.find(({ region }) => region === wanted.region) ?? null;
      const traffic =
        mine
          .filter((thing) => thing.kind === 'Traffic')
          .find(({ region }) => region === wanted.region) ?? null;
      const around = { desired: wanted, service, traffic, services, tried };
      return [wanted.region, candidateOf(around)] as const;
    });
  return {
    seen: new Map(mine.map((thing) => [thing.address, thing])),
    observed: mine,
    candidates: new Map(candidates),
    nameless: new Set(desired.filter(lacksCopies).map(({ region }) => region)),
    steps: [],
  };
}

function stepFor(after: Resource, before: Observed | null, world: World): Step | null {
  const different = differences(before?.spec ?? null, after.spec);
  const found = [...different, ...unfinished(after, { before, found: different, world })];
  if (found.length === 0 && before !== null) return null;
  const { kind, region } = after;
  const carried = kind === 'Service' || kind === 'Traffic';
  return stepOf({
    action: before === null ? 'create' : 'update',
    before,
    after,
    differences: inVaultsNumbers(found, { before, after }, world.observed),
    standing: standingOf(after, { before, found, world }),
    revision: carried && !world.nameless.has(region) ? nameIn(world, region) : null,
  });
}

function nameIn({ candidates }: World, region: string | null): string | null {
  return candidates.get(region)?.revision ?? null;
}

/** What no field shows: the wanted content is there, but it does not stand yet. */
function unfinished(after: Resource, { before, found, world }: Judged): Difference[] {
  if (before === null) return [];
  if (!before.owned) return [{ path: 'managed by', before: 'somebody else', after: 'Runway' }];
  const candidate = world.candidates.get(after.region);
  if (after.kind === 'Service' && candidate !== undefined && candidate.state !== 'ready') {
    const same = found.every(({ path }) => actsAtOnce(path));
    return same ? [{ path: 'revision', before: 'not ready', after: 'ready' }] : [];
  }
  if (before.kind === 'Traffic' && !before.facts.settled) {
    return found.length === 0 ? [{ path: 'settled', before: 'no', after: 'yes' }] : [];
  }
  return [];
}

interface Judged {
  readonly before: Observed | null;
  readonly found: readonly Difference[];
  readonly world: World;
}

function standingOf(after: Resource, { before, found, world }: Judged): Standing {
  const candidate = world.candidates.get(after.region);
  const below = foundation(world, after);
  if (after.kind === 'Service') return serviceStanding(found, candidate, below);
  if (after.kind === 'Traffic') return trafficStanding(after, before, candidate);
  if (
    before?.kind === 'Endpoint' &&
    after.kind === 'Endpoint' &&
    narrows(before.spec, after.spec)
  ) {
    return { state: 'ready' };
  }
  return below === null ? { state: 'ready' } : { state: 'waiting', on: below };
}

/** The first planned step that this one rests on. */
function foundation(world: World, after: Resource): Address | null {
  const below: readonly Kind[] = restsOn[after.kind];
  return below.map((kind) => planned(world, after, kind)).find((step) => step !== null) ?? null;
}

function serviceStanding(
  found: readonly Difference[],
  candidate: Candidate | undefined,
  below: Address | null,
): Standing {
  if (candidate?.state === 'failed') return { state: 'failed', message: candidate.message };
  if (candidate?.state === 'starting') return { state: 'under way', message: candidate.message };
  if (candidate?.state === 'ready') {
    const templateOnly = !found.some(({ path }) => actsAtOnce(path));
    return templateOnly ? { state: 'settled' } : { state: 'ready' };
  }
  return below === null ? { state: 'ready' } : { state: 'waiting', on: below };
}

function trafficStanding(
  after: Resource,
  before: Observed | null,
  candidate: Candidate | undefined,
): Standing {
  if (candidate?.state !== 'ready') {
    return { state: 'waiting', on: addressOf(after.target, 'Service', after.region) };
  }
  if (before?.kind !== 'Traffic' || before.facts.settled) return { state: 'ready' };
  if (before.health.status === 'degraded') return { state: 'ready' };
  const { revision } = candidate;
  const named = before.facts.routes.some(
    (route) => route.revision === revision && route.percent === 100,
  );
  if (named) return { state: 'under way', message: `traffic is moving to ${revision}` };
  return before.health.status === 'progressing'
    ? { state: 'under way', message: before.health.message }
    : { state: 'ready' };
}

/** The step that this one rests on: in its own region, or the one that all regions share. */
function planned({ steps }: World, after: Resource, kind: Kind): Address | null {
  const step = steps.find(
    (other) => other.kind === kind && (other.region === null || other.region === after.region),
  );
  return step?.address ?? null;
}
