// What runs of many targets, one environment beside another.

import { observe } from '../../../engine/observe.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Provider } from '../../../ports/provider.ts';
import type { Target } from '../../../resources/address.ts';
import type { Observed } from '../../../resources/resource.ts';
import type { Scope } from '../../../resources/scope.ts';
import type { Asked } from '../../converge/look.ts';

export interface Look {
  readonly target: Target;
  readonly asked: Asked;
  readonly scope: Scope;
}

export type Answer = readonly Observed[] | Failure;

/** From here on one listing of the environment is cheaper than one look for each target. */
const WIDE = 5;
/** Targets of one environment that are looked at together; each has an image that is asked for alone. */
const AT_ONCE = 50;

/** Of each target what was seen, or why it could not be looked at. No environment waits for another. */
export async function observeTargets(
  providers: readonly Provider[],
  looks: readonly Look[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Target, Answer>> {
  const wide = looks.length > WIDE;
  const answers = new Map<Target, Answer>();
  const environments = new Set(looks.map(({ scope }) => scope.environment));
  await Promise.all(
    [...environments].map(async (name) => {
      const here = looks.filter(({ scope }) => scope.environment === name);
      let sick: Failure | null = null;
      for (const group of inGroups(here, wide ? AT_ONCE : 1)) {
        const seen: Answer = sick ?? (await observeGroup(providers, { group, wide }, signal));
        if (away(seen)) sick = seen;
        share(answers, group, seen);
      }
    }),
  );
  return answers;
}

/** To each target its own; one walk through what may be a whole environment. */
function share(answers: Map<Target, Answer>, group: readonly Look[], seen: Answer): void {
  const own = new Map<Target, Observed[]>(group.map(({ target }) => [target, []]));
  if (!(seen instanceof Failure)) for (const one of seen) own.get(one.target)?.push(one);
  for (const [target, found] of own) answers.set(target, seen instanceof Failure ? seen : found);
}

/** What one look found out about everything there: the next one would wait in vain as well. */
function away(answer: Answer): answer is Failure {
  return answer instanceof Failure && answer.code === 'RUNWAY_RUNTIME_UNREACHABLE';
}

async function observeGroup(
  providers: readonly Provider[],
  { group, wide }: { readonly group: readonly Look[]; readonly wide: boolean },
  signal: AbortSignal,
): Promise<Answer> {
  const [first] = group;
  if (first === undefined) return [];
  const wanted = group.flatMap(({ asked }) =>
    asked.type === 'release' ? asked.compiled.resources : [],
  );
  const scope = wide ? { ...first.scope, workload: null } : first.scope;
  try {
    return await observe(providers, { scope, wanted }, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof Failure)) throw error;
    return error;
  }
}

function inGroups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    groups.push(items.slice(start, start + size));
  }
  return groups;
}
