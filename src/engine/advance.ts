// Carries a plan one move further: every step that can go now, one request for each outside object.

import { isMaking, type Making, type Plan, type Step } from '../plan/plan.ts';
import type { Provider, Write } from '../ports/provider.ts';
import type { Scope } from '../resources/scope.ts';
import type { Marks, Observed } from '../resources/resource.ts';
import { nextShift, type Strategy } from '../rollout/next-shift.ts';
import { remove } from './remove.ts';

export interface Move {
  readonly plan: Plan;
  readonly observed: readonly Observed[];
  readonly scope: Scope;
  readonly strategy: Strategy;
  /** What is there and not ours is taken over; the plan has steps for it then. */
  readonly adopt: boolean;
  /** Written with the first change of an object, while more are to come. */
  readonly begun: Partial<Marks>;
  /** Written with the last change of an object. */
  readonly complete: Partial<Marks>;
  /** Written with the parking of an object. */
  readonly parked: Partial<Marks>;
  /** Told the name of a revision before it is made. */
  readonly onRevision: (name: string) => Promise<void>;
}

/** The steps that were written, and the others of the plan that are still to come. */
export interface Moved {
  readonly written: readonly Step[];
  readonly remaining: readonly Step[];
}

/** Resolves when all writes are accepted. The first refusal is thrown after the others have ended. */
export async function advance(
  providers: readonly Provider[],
  move: Move,
  signal: AbortSignal,
): Promise<Moved> {
  const steps = move.plan.waves.flat();
  const go = steps.filter((step) => mayGo(step, { steps, strategy: move.strategy }));
  for (const step of go) {
    if (step.kind === 'Service' && makesRevision(step)) await move.onRevision(step.revision);
  }
  const rest = steps.filter((step) => !go.includes(step));
  const making = go.filter((step) => isMaking(step));
  const writes = providers.flatMap((provider) =>
    groupsOf(making.filter(({ kind }) => provider.kinds.includes(kind))).map((group) =>
      write(provider, { ...move, group, rest }, signal),
    ),
  );
  const removals = go.flatMap(({ action, before }) =>
    action === 'remove' && before !== null
      ? [remove(providers, { scope: move.scope, observed: before }, signal)]
      : [],
  );
  const results = await Promise.allSettled([...writes, ...removals]);
  const refused = results.find((result) => result.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
  return { written: go, remaining: steps.filter((step) => !go.includes(step)) };
}

/** Writes marks and nothing else on every object of the target that exists. */
export async function mark(
  providers: readonly Provider[],
  on: {
    readonly scope: Scope;
    readonly observed: readonly Observed[];
    readonly marks: Partial<Marks>;
  },
  signal: AbortSignal,
): Promise<void> {
  const services = on.observed.filter(({ kind, owned }) => kind === 'Service' && owned);
  await Promise.all(
    providers
      .filter((provider) => provider.kinds.includes('Service'))
      .flatMap((provider) =>
        services.map((before) =>
          provider.apply(
            {
              scope: on.scope,
              target: before.target,
              region: before.region,
              steps: [],
              marks: on.marks,
              before,
              adopt: false,
            },
            signal,
          ),
        ),
      ),
  );
}

interface Going {
  readonly steps: readonly Step[];
  readonly strategy: Strategy;
}

function mayGo(step: Step, going: Going): boolean {
  if (step.standing.state !== 'ready') return false;
  return step.kind !== 'Traffic' || mayShift(step, going);
}

/**
 * Traffic moves nowhere before every region has a revision that is ready: a failure in one region must not
 * leave another on the new version.
 */
function mayShift({ before, after }: Step<'Traffic'>, { steps, strategy }: Going): boolean {
  const wanted = after?.spec.shares[0]?.template;
  if (wanted === undefined) return false;
  const services = steps.filter(({ kind }) => kind === 'Service');
  const ready = services.every(({ standing }) => standing.state === 'settled');
  const failed = services.some(({ standing }) => standing.state === 'failed');
  const candidate = failed ? 'failed' : ready ? 'ready' : 'starting';
  const shift = nextShift({ strategy, wanted, candidate, live: before?.spec ?? null });
  return shift.type === 'shift' || shift.type === 'done';
}

function makesRevision(step: Step<'Service'>): step is Step<'Service'> & { revision: string } {
  const exists = step.before?.facts.revisions.some(({ name }) => name === step.revision) ?? false;
  return step.revision !== null && !exists;
}

function groupsOf(steps: readonly Making[]): readonly (readonly Making[])[] {
  const groups = new Map<string, Making[]>();
  for (const step of steps) {
    const key = `${step.target} ${step.region ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()];
}

interface GroupWrite extends Move {
  readonly group: readonly Making[];
  readonly rest: readonly Step[];
}

async function write(provider: Provider, work: GroupWrite, signal: AbortSignal): Promise<void> {
  const [first] = work.group;
  if (first === undefined) return;
  const { target, region } = first;
  const service = work.observed.find(
    (seen) => seen.kind === 'Service' && seen.target === target && seen.region === region,
  );
  const last = !work.rest.some(
    (step) => step.region === region && step.target === target && step.standing.state !== 'settled',
  );
  const request: Write = {
    scope: work.scope,
    target,
    region,
    steps: work.group,
    marks: marksFor(work, last),
    before: service ?? null,
    adopt: work.adopt,
  };
  return provider.apply(request, signal);
}

function marksFor({ group, begun, complete, parked }: GroupWrite, last: boolean): Partial<Marks> {
  if (!last) return begun;
  return group.some(({ action }) => action === 'park') ? parked : complete;
}
