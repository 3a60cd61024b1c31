// One move of a converging: plan anew, write what can go, say how far it is.

import { advance, mark } from '../../engine/advance.ts';
import { planEmpty } from '../../plan/state.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { Marks } from '../../resources/resource.ts';
import type { Outside } from '../outside.ts';
import type { Trouble } from './fail.ts';
import { leftovers } from './leftovers.ts';
import { likelyCause } from './likely-cause.ts';
import { marksOf, type Situation } from './look.ts';
import { failedStep, type FailedStep, type PlannedSituation } from './plan-situation.ts';
import { progressOf } from './progress.ts';
import { attemptsOf, beforeItsSecrets } from './refused-secrets.ts';
import { tell } from './tell.ts';

export type Moved =
  /** `news`: people were told something else than before. */
  | { readonly type: 'moving'; readonly lookAgainMs: number; readonly news: boolean }
  | { readonly type: 'failed'; readonly trouble: Trouble }
  /** What was asked for is observed, and the marks say so. */
  | { readonly type: 'arrived' };

/** What comes about is seen late by at most this part of the time that it took. */
const LATE = 1 / 20;
const LONGEST_MS = 5_000;
const SOON_MS = 500;
/** Where people need not see at once what comes about: an account, or the end of what still runs. */
const LONGEST_ASIDE_MS = 60_000;

/** How soon to look again, after a write and while the world is busy: soon at first, and ever later. */
function patienceMs({ clock, program }: Outside, { startedAt }: Convergence): number {
  const underWayMs = clock.now().getTime() - Date.parse(startedAt);
  const shortestMs = underWayMs < 2_000 ? 250 : 500;
  const longestMs = program.ships ? LONGEST_MS : LONGEST_ASIDE_MS;
  return Math.min(longestMs, Math.max(shortestMs, Math.round(underWayMs * LATE)));
}

export async function move(
  outside: Outside,
  work: { readonly situation: Situation; readonly convergence: Convergence },
  signal: AbortSignal,
): Promise<Moved> {
  const { situation, convergence } = work;
  const compiled = situation.asked.type === 'release' ? situation.asked.compiled : null;
  const { notBefore, tried } = attemptsOf(situation, convergence);
  const { desired, plan } = outside.program.plan(situation, tried);
  const [stranger] = plan.foreign;
  if (stranger !== undefined) return { type: 'failed', trouble: inTheWay(outside, stranger) };
  const trouble = failedStep(plan);
  if (trouble !== null) {
    await outside.ledger.progressed(convergence.id, progressOf(desired, plan, []));
    return { type: 'failed', trouble: runtimeTrouble(situation, trouble) };
  }
  if (situation.scope === null) return { type: 'arrived' };
  if (planEmpty(plan)) return finish(outside, { ...work, planned: { desired, plan } }, signal);
  const heldBackMs = notBefore === null ? 0 : notBefore.getTime() - outside.clock.now().getTime();
  if (heldBackMs > 0) {
    const progress = progressOf(desired, plan, []).map(beforeItsSecrets);
    const news = await tell(outside, convergence, progress);
    return { type: 'moving', lookAgainMs: heldBackMs, news };
  }

  const moved = await advance(
    outside.providers,
    {
      plan,
      observed: situation.observed,
      scope: situation.scope,
      strategy: compiled?.strategy ?? 'expedited',
      adopt: compiled?.adopt ?? false,
      begun: { intent: null, hold: null },
      complete: completeMarks(work),
      parked: parkedMarks(outside, work, null),
      onRevision: (name) => outside.ledger.tried(convergence.id, name),
    },
    signal,
  );
  const news = await tell(outside, convergence, progressOf(desired, plan, moved.written));
  // What tries again may have begun long ago: as long as it gets on, it is followed closely.
  const lookAgainMs = news && outside.program.heals ? SOON_MS : patienceMs(outside, convergence);
  return { type: 'moving', lookAgainMs, news };
}

/** An empty plan is the proof; marks that are not there yet are written first. */
async function finish(
  outside: Outside,
  work: {
    readonly situation: Situation;
    readonly convergence: Convergence;
    readonly planned: PlannedSituation;
  },
  signal: AbortSignal,
): Promise<Moved> {
  const { situation, convergence } = work;
  const { desired, plan } = work.planned;
  const unmarked = situation.observed.filter((seen) => {
    if (seen.kind !== 'Service' || !seen.owned) return false;
    const marks = marksOf(situation.observed, seen.region);
    return marks?.intent !== situation.intent || marks.hold !== null;
  });
  if (unmarked.length > 0 && situation.scope !== null) {
    const left = leftovers(situation);
    for (const seen of unmarked) {
      const parked = left.some(({ region }) => region === seen.region);
      const marks = parked ? parkedMarks(outside, work, seen.region) : completeMarks(work);
      await mark(outside.providers, { scope: situation.scope, observed: [seen], marks }, signal);
    }
    const lookAgainMs = patienceMs(outside, convergence);
    return { type: 'moving', lookAgainMs, news: false };
  }
  await outside.ledger.progressed(convergence.id, progressOf(desired, plan, []));
  return { type: 'arrived' };
}

function completeMarks({
  situation,
  convergence,
}: {
  situation: Situation;
  convergence: Convergence;
}): Partial<Marks> {
  const { intent, commit } = situation;
  return { intent, commit, mergeRequest: convergence.mergeRequest, hold: null, parkedAt: null };
}

/** The grace time counts from the first parking; a later release elsewhere does not prolong it. */
function parkedMarks(
  outside: Outside,
  work: { situation: Situation; convergence: Convergence },
  region: string | null,
): Partial<Marks> {
  const known = marksOf(work.situation.observed, region)?.parkedAt ?? null;
  return { ...completeMarks(work), parkedAt: known ?? outside.clock.now().toISOString() };
}

function inTheWay({ program }: Outside, address: Plan['foreign'][number]): Trouble {
  return {
    reason: `${address} exists and is not Runway's.`,
    detail: '',
    hint: program.ships
      ? 'Rename the workload, or remove what is there; Runway never touches what does not carry its labels.'
      : 'Name the environment under `adopt` in the inventory, and Runway takes over what is there; or remove it.',
  };
}

function runtimeTrouble({ target }: Situation, { region, revision, message }: FailedStep): Trouble {
  const where = region === null ? '' : ` in ${region}`;
  return {
    reason: `The new revision${revision === null ? '' : ` ${revision}`} of ${target} did not start${where}.`,
    detail: message,
    hint: likelyCause(message),
  };
}
