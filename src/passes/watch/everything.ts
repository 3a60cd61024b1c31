// Everything that there is: what Git names and what runs with our labels, with one look for each environment.

import { observe } from '../../engine/observe.ts';
import { planEmpty } from '../../plan/state.ts';
import type { Sha } from '../../ports/forge.ts';
import { scopeOfEnvironment } from '../../documents/scope.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import type { Observed } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import { type Asked, intentAsked, read } from '../converge/look.ts';
import type { Outside } from '../outside.ts';

export interface Found {
  /** What Git names. */
  readonly named: readonly Target[];
  /** What lives; of a program that heals, what differs from what is wanted. */
  readonly found: readonly Target[];
  /** Why not all could be looked at: the same must be asked once more. */
  readonly trouble: Error | null;
}

/**
 * All targets in Git, and all that live with our labels: a file may have gone while nobody looked. A program that heals
 * compares the two at once. An environment that cannot be looked at keeps none of the others waiting.
 */
export async function everything(outside: Outside, head: Sha, signal: AbortSignal): Promise<Found> {
  const named = outside.program.targetsOf(await outside.desired.catalogue(head));
  const environments = await outside.desired.environments(head);
  const scopes = environments
    .map(({ value }) => scopeOfEnvironment(value))
    .filter((scope) => outside.program.worksIn(scope));
  const looks = await Promise.allSettled(
    scopes.map((scope) => {
      const here = named.filter((target) => splitTarget(target).environment === scope.environment);
      return lookAround(outside, { head, scope, named: here }, signal);
    }),
  );
  signal.throwIfAborted();
  const failed = looks.find((look) => look.status === 'rejected');
  return {
    named,
    found: looks.flatMap((look) => (look.status === 'fulfilled' ? look.value : [])),
    trouble: failed === undefined ? null : errorOf(failed.reason),
  };
}

interface Around {
  readonly head: Sha;
  readonly scope: Scope;
  /** What Git names there. */
  readonly named: readonly Target[];
}

async function lookAround(
  outside: Outside,
  { head, scope, named }: Around,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  const { desired, program, providers } = outside;
  const live = (observed: readonly Observed[]) =>
    observed.filter(({ owned }) => owned).map(({ target }) => target);
  if (!program.heals) return live(await observe(providers, { scope, wanted: [] }, signal));

  await desired.prepare(head, named);
  const asked = new Map<Target, Asked>();
  for (const target of named) asked.set(target, await read(outside, head, target));
  const wanted = [...asked.values()].flatMap(resourcesIn);
  const observed = await observe(providers, { scope, wanted }, signal);
  for (const target of live(observed)) {
    if (!asked.has(target)) asked.set(target, await read(outside, head, target));
  }
  const seen = byTarget(observed);
  return [...asked].flatMap(([target, what]) => {
    const mine = seen.get(target) ?? [];
    const situation = { target, asked: what, intent: intentAsked(what), observed: mine };
    const differs = what.type === 'unusable' || !planEmpty(program.plan(situation, []).plan);
    return differs ? target : [];
  });
}

function byTarget(observed: readonly Observed[]): ReadonlyMap<Target, readonly Observed[]> {
  const found = new Map<Target, Observed[]>();
  for (const one of observed) {
    const mine = found.get(one.target);
    if (mine === undefined) found.set(one.target, [one]);
    else mine.push(one);
  }
  return found;
}

function resourcesIn(asked: Asked) {
  return asked.type === 'release' ? asked.compiled.resources : [];
}

function errorOf(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
