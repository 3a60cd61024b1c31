// What the default branch asks of a target, and what runs.

import type { Diagnostic } from '../../documents/document.ts';
import type { Environment } from '../../documents/generated/documents.ts';
import { durationMs } from '../../documents/duration.ts';
import { canRun } from '../../documents/target-documents.ts';
import { observe } from '../../engine/observe.ts';
import { intentOf, PARKED } from '../../plan/intent.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { Scope } from '../../resources/scope.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Lease } from '../../ports/queue.ts';
import type { Compiled } from '../../reconciler/compile.ts';
import type { Release } from '../../reconciler/release.ts';
import { scopeOf } from '../../documents/scope.ts';
import type { Target } from '../../resources/address.ts';
import type { Marks, Observed } from '../../resources/resource.ts';
import type { Outside } from '../outside.ts';
import { observeDropped } from './dropped-regions.ts';
import { madeBefore } from './made-before.ts';

/** What Git asks for: that the target is there, or that it goes away. */
export type Asked =
  | { readonly type: 'release'; readonly compiled: CompiledTarget }
  | { readonly type: 'removal' }
  /** The documents on the default branch cannot be carried out; nothing may be concluded from them. */
  | { readonly type: 'unusable'; readonly diagnostics: readonly Diagnostic[] };

/** What a program's compiler makes of a target's documents. */
export interface CompiledTarget extends Omit<Compiled, 'release' | 'owners'> {
  /** Null where the program ships none. */
  readonly release: Release | null;
  /** What is in the way and not ours is taken over. */
  readonly adopt: boolean;
}

export interface Situation {
  readonly target: Target;
  readonly commit: Sha;
  readonly asked: Asked;
  readonly intent: string;
  /** Null when there is no environment to look in, or nothing there can have such a name. */
  readonly scope: Scope | null;
  readonly graceMs: number;
  readonly observed: readonly Observed[];
  readonly latest: Convergence | null;
  /** The run before this one could not do its work. */
  readonly afterFailure: boolean;
}

export async function look(
  outside: Outside,
  lease: Lease,
  signal: AbortSignal,
): Promise<Situation> {
  const { repository, desired, ledger, settings } = outside;
  const target = lease.key as Target;
  const latest = await ledger.latest(target);
  const underWay = latest?.outcome === null;
  await repository.fetch(underWay ? Math.min(FRESH_MS, lease.askedMsAgo) : 0);
  const commit = await repository.head(settings.defaultBranch);
  if (commit === null) throw new Error(`the branch ${settings.defaultBranch} does not exist`);
  const asked = await read(outside, commit, target);
  const { environment } = await desired.target(commit, target);
  const scope = environment === null ? null : placeOf(outside, environment.value, target);
  const wanted = asked.type === 'release' ? asked.compiled.resources : [];
  const observed =
    scope === null
      ? []
      : [
          ...(await observe(outside.providers, { scope, wanted }, signal)),
          ...(await observeDropped(outside, { named: commit, scope }, signal)),
        ];
  const own = outside.program.heals && (await madeBefore(ledger, target, observed));
  return {
    target,
    commit,
    asked: own ? adopting(asked) : asked,
    intent: intentAsked(asked),
    scope,
    graceMs: durationMs(environment?.value.spec.removal?.grace ?? DEFAULT_GRACE),
    observed,
    latest,
    afterFailure: lease.failures > 0,
  };
}

function adopting(asked: Asked): Asked {
  if (asked.type !== 'release') return asked;
  return { ...asked, compiled: { ...asked.compiled, adopt: true } };
}

/** Null where nothing can be: no such name can be there, or the program leaves the environment alone. */
function placeOf({ program }: Outside, environment: Environment, target: Target): Scope | null {
  const scope = scopeOf(environment, target);
  return canRun(target) && program.worksIn(scope) ? scope : null;
}

/** Also used for a tree that is not merged yet. */
export function read(
  { desired, program }: Pick<Outside, 'desired' | 'program'>,
  treeish: string,
  target: Target,
): Promise<Asked> {
  return program.read(desired, treeish, target);
}

export function marksOf(observed: readonly Observed[], region: string | null): Marks | null {
  for (const seen of observed) {
    if (seen.kind === 'Service' && seen.region === region) return seen.facts.marks;
  }
  return null;
}

export function intentAsked(asked: Asked): string {
  switch (asked.type) {
    case 'release':
      return intentOf(asked.compiled.asks);
    case 'removal':
      return PARKED;
    case 'unusable':
      return intentOf({ unusable: asked.diagnostics.map(({ summary }) => summary) });
  }
}

const DEFAULT_GRACE = '7d';

/**
 * A converging that is under way looks often, and many at once share what was fetched so long ago; but never what
 * was fetched before the newest request was made, for that may tell of a merge.
 */
const FRESH_MS = 1_500;
