// The end of a converging that did not succeed: a hold, the way back, and the reason told.

import { restoreBranch } from '../../promotion/branch.ts';
import { restoreBody, restoreTitle } from '../../promotion/restore.ts';
import { mark } from '../../engine/advance.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { Sha } from '../../ports/forge.ts';
import { Failure } from '../../ports/failure.ts';
import { redactText } from '../../ports/redact.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import { deploymentPath } from '../../documents/target-documents.ts';
import type { Outside } from '../outside.ts';
import { requestReview } from './admit.ts';
import { marksOf, type Situation } from './look.ts';

export interface Trouble {
  /** What happened, in one sentence. */
  readonly reason: string;
  /** The runtime's own words. */
  readonly detail: string;
  readonly hint: string;
}

/**
 * Safe to repeat: each part is looked for before it is made. What a program wrote to its log before it ended goes
 * to everybody who reads the merge request, so what looks like a secret is taken out.
 */
export async function fail(
  outside: Outside,
  failed: { situation: Situation; convergence: Convergence; trouble: Trouble },
  signal: AbortSignal,
): Promise<void> {
  const { situation, convergence } = failed;
  const trouble = readable(failed.trouble);
  const work = { situation, convergence, trouble };
  await unlessRefused(outside, situation.target, () => proposeRestore(outside, work));
  if (situation.scope !== null) {
    const hold = { intent: situation.intent, reason: trouble.reason };
    const on = { scope: situation.scope, observed: situation.observed, marks: { hold } };
    await unlessRefused(outside, situation.target, () => mark(outside.providers, on, signal));
  }
  await outside.ledger.ended(convergence.id, { type: 'failed', ...trouble });
  await requestReview(outside, convergence.mergeRequest);
}

function readable({ reason, detail, hint }: Trouble): Trouble {
  return { reason: redactText(reason), detail: redactText(detail), hint: redactText(hint) };
}

/** Whoever refuses the release may refuse this too, and the failure must be told all the same. */
async function unlessRefused(
  { log }: Outside,
  target: Target,
  part: () => Promise<void>,
): Promise<void> {
  try {
    await part();
  } catch (error) {
    if (!(error instanceof Failure) || error.retry === 'later') throw error;
    log.warn('part of a failure refused', { target, error });
  }
}

/** A merge request that brings the target's last proven file back, so that Git and the world agree again. */
async function proposeRestore(
  outside: Outside,
  {
    situation,
    convergence,
    trouble,
  }: { situation: Situation; convergence: Convergence; trouble: Trouble },
): Promise<void> {
  const { target, commit } = situation;
  const path = deploymentPath(target);
  const before = await provenFile(outside, situation);
  if (before === null) return;

  const branch = restoreBranch(target);
  const head = await outside.repository.head(branch);
  const { environment, workload } = splitTarget(target);
  if (head === null || !(await brings(outside, { commit, head, path, text: before }))) {
    const message =
      `revert(${environment}): restore ${workload}\n\n` +
      `${target} did not start; this is the file that last served.\n\nRunway-Restores: ${target}\n`;
    const files = new Map([[path, before]]);
    await outside.branches.commit({ branch, parent: commit, files, message, expected: head });
    await outside.repository.fetch();
  }
  const { mergeRequest } = convergence;
  const story = {
    target,
    mergeRequest: mergeRequest === null ? null : outside.forge.reference(mergeRequest),
    release: convergence.release,
    ...trouble,
  };
  const proposed = await outside.forge.propose({
    branch,
    target: outside.settings.defaultBranch,
    title: restoreTitle(story),
    body: restoreBody(story),
  });
  await requestReview(outside, proposed.number);
}

/** A branch of an earlier failure may say the right thing and conflict with what has been merged since. */
async function brings(
  outside: Outside,
  wanted: { commit: Sha; head: Sha; path: string; text: string },
): Promise<boolean> {
  const { commit, head, path, text } = wanted;
  const merged = await outside.repository.mergeResult(commit, head);
  return merged.type === 'tree' && (await outside.desired.text(merged.tree, path)) === text;
}

/** A text that has served and is not what Git asks for now. A service may name a commit that is no more. */
async function provenFile(
  { desired, log }: Outside,
  { observed, target, commit }: Situation,
): Promise<string | null> {
  const path = deploymentPath(target);
  const now = await desired.text(commit, path);
  const noted = observed.map(({ region }) => marksOf(observed, region)?.commit ?? '');
  for (const proven of new Set(noted)) {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(proven)) continue;
    try {
      const before = await desired.text(proven, path);
      if (before !== null && before !== now) return before;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'RUNWAY_GIT_FAILED') throw error;
      log.warn('proven commit not readable', { target, proven, error });
    }
  }
  return null;
}
