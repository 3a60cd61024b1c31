// The pass that makes a target what the default branch asks for, one move at a time.

import { Failure } from '../../ports/failure.ts';
import type { Hold } from '../../resources/resource.ts';
import type { Outside } from '../outside.ts';
import type { Pass, PassResult } from '../pass.ts';
import { admit, requestReview } from './admit.ts';
import { askedAnew } from './asked-anew.ts';
import { confirm } from './confirm.ts';
import { createDeploymentRecords } from './deployment-records.ts';
import { fail } from './fail.ts';
import { leftSecrets, removeSecrets } from './left-secrets.ts';
import { look, type Situation } from './look.ts';
import { move } from './move.ts';
import { notProvisionedYet } from './not-provisioned-yet.ts';
import { dueRemoval, inStep, retire } from './retire.ts';
import { atRest, serves, unproven } from './serves.ts';
import { settle } from './settle.ts';

const DONE: PassResult = { again: null };

const MOVED_BY_HAND =
  'What serves is not what Git asks for, though it was deployed once: somebody has moved traffic by hand. ' +
  'Nothing was changed. Move it back, or merge another release.';

export function createConverge(outside: Outside): Pass {
  const { ships } = outside.program;
  const records = createDeploymentRecords(outside);
  return async (lease, signal) => {
    const situation = await look(outside, lease, signal);
    const result = await converge(outside, situation, signal);
    // Last: what runs does not wait for what is said about it.
    if (ships && !signal.aborted) await records.keep(situation);
    return result;
  };
}

async function converge(
  outside: Outside,
  situation: Situation,
  signal: AbortSignal,
): Promise<PassResult> {
  const { heals } = outside.program;
  const left = leftSecrets(situation);
  if (left.length > 0) {
    await removeSecrets(outside, situation, left, signal);
    return { again: outside.clock.now() };
  }
  if (nothingKnown(situation) || (!heals && failedBefore(situation))) return DONE;
  const mark = holdMark(situation);
  if (mark !== null) return holdBy(outside, situation, mark);
  if (situation.asked.type === 'unusable') return hold(outside, situation, unusable(situation));
  if (inStep(outside, situation) && !(await askedAnew(outside, situation))) {
    if (!unproven(situation) || serves(outside, situation))
      return retire(outside, situation, signal);
    if (atRest(situation)) return hold(outside, situation, MOVED_BY_HAND);
  }

  const { asked } = situation;
  const release = asked.type === 'release' ? asked.compiled.release : null;
  if (release !== null && !underWay(situation)) {
    const confirmation = await confirm(outside, release, signal);
    if (confirmation.type === 'unconfirmed') return hold(outside, situation, confirmation.reason);
  }
  const convergence = await admit(outside, situation);
  try {
    const moved = await move(outside, { situation, convergence }, signal);
    switch (moved.type) {
      case 'moving':
        // After a failure its reason stands in the comment.
        if (!moved.news && situation.afterFailure)
          await requestReview(outside, convergence.mergeRequest);
        return { again: new Date(outside.clock.now().getTime() + moved.lookAgainMs) };
      case 'failed':
        await fail(outside, { situation, convergence, trouble: moved.trouble }, signal);
        return DONE;
      case 'arrived':
        await settle(outside, { situation, convergence });
        return { again: dueRemoval(situation, outside.clock.now()) };
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const waits = await notProvisionedYet(outside, { situation, convergence }, error);
    if (waits !== null) throw waits;
    if (error.retry === 'later') throw error;
    const trouble = { reason: error.message, detail: '', hint: error.hint };
    await fail(outside, { situation, convergence, trouble }, signal);
    return DONE;
  }
}

/** Admitted before: what was confirmed then is not questioned again. */
function underWay({ latest, intent }: Situation): boolean {
  return latest !== null && latest.intent === intent && latest.outcome === null;
}

/** No file, nothing running and nothing remembered: a target that never was, or is gone for good. */
function nothingKnown({ asked, observed, latest }: Situation): boolean {
  const runs = observed.some(({ owned }) => owned);
  return (
    asked.type === 'removal' && !runs && (latest === null || latest.outcome?.type === 'removed')
  );
}

/** Left alone until Git asks for something else. */
function failedBefore({ intent, latest }: Situation): boolean {
  return latest?.intent === intent && latest.outcome?.type === 'failed';
}

/**
 * A hold that is written on the target itself: a person's, or one of ours that names what Git still asks for.
 * Ours on a converging that is under way means that telling its failure was cut short: it is told now.
 */
function holdMark(situation: Situation): Hold | null {
  for (const seen of situation.observed) {
    if (seen.kind !== 'Service' || !seen.owned) continue;
    const { hold: mark } = seen.facts.marks;
    if (mark === null) continue;
    if (mark.intent === null) return mark;
    if (mark.intent === situation.intent && !underWay(situation)) return mark;
  }
  return null;
}

/** A failure that only the service still tells of, because the ledger was lost, is written down again. */
async function holdBy(outside: Outside, situation: Situation, mark: Hold): Promise<PassResult> {
  const { intent, reason } = mark;
  if (intent === null) return hold(outside, situation, reason);
  const { id, mergeRequest } = await admit(outside, situation);
  await outside.ledger.ended(id, { type: 'failed', reason, detail: '', hint: '' });
  await requestReview(outside, mergeRequest);
  return DONE;
}

async function hold(outside: Outside, situation: Situation, reason: string): Promise<PassResult> {
  const { latest, intent } = situation;
  const known =
    latest?.intent === intent && latest.outcome?.type === 'held' ? latest.outcome : null;
  if (known?.reason === reason) return DONE;
  const convergence = await admit(outside, situation);
  await outside.ledger.ended(convergence.id, { type: 'held', reason });
  await requestReview(outside, convergence.mergeRequest);
  outside.log.warn('target held', { target: situation.target, reason });
  return DONE;
}

function unusable({ asked }: Situation): string {
  if (asked.type !== 'unusable') return '';
  return asked.diagnostics
    .map(({ summary, hint, at }) => `${at.path}:${at.line} ${summary} ${hint}`.trim())
    .join('\n');
}
