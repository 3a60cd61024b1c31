// The end of a converging that succeeded: proven, remembered, and offered to the next environment.

import type { Outcome } from '../../plan/outcome.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { splitTarget, targetOf } from '../../resources/address.ts';
import { restoreBranch } from '../../promotion/branch.ts';
import type { Outside } from '../outside.ts';
import { requestReview } from './admit.ts';
import { leftovers } from './leftovers.ts';
import { reviewOthers } from './review-others.ts';
import type { Situation } from './look.ts';
import { receivingEnvironments } from '../promote/receiving.ts';

export async function settle(
  outside: Outside,
  { situation, convergence }: { situation: Situation; convergence: Convergence },
): Promise<void> {
  const { release } = convergence;
  if (release !== null) {
    await outside.ledger.pin(release.image, release.version, release.digest, release.commit);
  }
  await outside.ledger.ended(convergence.id, outcomeOf(situation, outside.clock.now()));
  await requestReview(outside, convergence.mergeRequest);
  await reviewOthers(outside, situation);
  await passOn(outside, situation);
  outside.log.info('target converged', {
    target: situation.target,
    version: release?.version ?? null,
    intent: situation.intent,
  });
}

/** What follows from a target in step with Git. Safe to repeat: a process may have ended before it was done. */
export async function passOn(outside: Outside, situation: Situation): Promise<void> {
  if (!outside.program.ships) return;
  await offerOnwards(outside, situation);
  await closeRestore(outside, situation);
}

function outcomeOf(situation: Situation, now: Date): Outcome {
  if (situation.asked.type === 'removal') {
    const until = new Date(now.getTime() + situation.graceMs).toISOString();
    return leftovers(situation).length > 0 ? { type: 'parked', until } : { type: 'removed' };
  }
  const revisions: Record<string, string> = {};
  for (const seen of situation.observed) {
    if (seen.kind !== 'Traffic' || seen.region === null) continue;
    const [serving] = [...seen.facts.routes].sort((a, b) => b.percent - a.percent);
    if (serving !== undefined) revisions[seen.region] = serving.revision;
  }
  return { type: 'proven', revisions };
}

async function offerOnwards(outside: Outside, { commit, target, asked }: Situation): Promise<void> {
  if (asked.type !== 'release') return;
  const { environment, workload } = splitTarget(target);
  const receivers = await receivingEnvironments(outside, commit, environment);
  await outside.queue.request(
    receivers.map((receiver) => ({ pass: 'promote', key: targetOf(receiver, workload) })),
  );
}

/** The target serves what Git asks for, so an open offer to go back has no purpose any more. */
async function closeRestore(outside: Outside, { target, asked }: Situation): Promise<void> {
  const source = restoreBranch(target);
  if ((await outside.repository.head(source)) === null) return;
  const open = await outside.forge.mergeRequests({ state: 'open', source });
  for (const { number } of open) {
    const release = asked.type === 'release' ? asked.compiled.release : null;
    const served = release?.version ?? 'what Git asks for';
    await outside.forge.close(number, `${target} serves ${served}: there is nothing to restore.`);
  }
}
