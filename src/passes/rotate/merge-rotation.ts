// Merges a rotation, where the environment lets the bot do so.

import { isDeepStrictEqual } from 'node:util';
import type { Deployment } from '../../documents/generated/documents.ts';
import { obstacles } from '../../plan/comment/verdict.ts';
import type { Condition } from '../../plan/comment/review.ts';
import { effectsOf } from '../../plan/effects.ts';
import type { MergeRequest, Sha } from '../../ports/forge.ts';
import { rotatedTarget } from '../../promotion/branch.ts';
import type { Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';

/** How soon to ask the forge again, in milliseconds: its own checks may still run. */
const AGAIN_MS = 30_000;

export interface Judged {
  readonly head: Sha;
  readonly condition: Condition;
}

/**
 * In how many milliseconds to try again; null: not by ourselves. Only what the bot itself has written, as its plan is
 * shown for this very head: nothing but pins of this target, clear, and with no effect but new revisions and the end of
 * copies that nothing needs.
 */
export async function mergeRotation(
  outside: Outside,
  mergeRequest: MergeRequest,
  { head, condition }: Judged,
): Promise<number | null> {
  const target = rotatedTarget(mergeRequest.source);
  if (target === null || !(await ours(outside, mergeRequest))) return null;
  if (!harmless(condition) || !(await onlyPins(outside, { target, head }))) return null;
  const how = await rotationOf(outside, target);
  if (how === 'manual') return null;
  if (how === 'onApproval' && !(await approved(outside, { ...mergeRequest, head }))) return null;
  const answer = await outside.forge.merge(mergeRequest.number, head);
  if (answer.type === 'merged') {
    outside.log.info('rotation merged', { target, mergeRequest: mergeRequest.number });
    await outside.queue.request([
      { pass: 'review', key: String(mergeRequest.number) },
      { pass: 'converge', key: target },
    ]);
    return null;
  }
  outside.log.info('rotation not merged yet', { target, reason: answer.because });
  return AGAIN_MS;
}

async function ours({ forge }: Outside, { author, sameProject }: MergeRequest): Promise<boolean> {
  return sameProject && author === (await forge.self());
}

function harmless(condition: Condition): boolean {
  if (condition.state !== 'planned' || obstacles(condition) > 0) return false;
  const effects = condition.targets.flatMap(({ plan }) => effectsOf(plan));
  // Each rotation makes an older copy unneeded sooner or later; it can be brought back for a while.
  return effects.every(({ risk, path }) => risk === 'revision' || path.startsWith('copies.'));
}

/** By the rules of the default branch, whatever the branch says of them. */
async function rotationOf(
  { repository, desired, settings }: Outside,
  target: Target,
): Promise<'manual' | 'onApproval' | 'auto'> {
  const base = await repository.head(settings.defaultBranch);
  if (base === null) return 'manual';
  const { environment } = await desired.target(base, target);
  return environment?.value.spec.rotation ?? 'manual';
}

/** A commit of the bot, one file, and in it nothing but the versions of secrets. */
async function onlyPins(
  { repository, desired, settings }: Outside,
  { target, head }: { readonly target: Target; readonly head: Sha },
): Promise<boolean> {
  const base = await repository.head(settings.defaultBranch);
  if (base === null) return false;
  const start = await repository.mergeBase(base, head);
  const log = start === null ? [] : await repository.log(start, head);
  if (start === null || log.some(({ authorEmail }) => authorEmail !== settings.email)) return false;
  const changes = await repository.changes(start, head);
  if (changes.length !== 1) return false;
  const before = (await desired.target(start, target)).deployment;
  const after = (await desired.target(head, target)).deployment;
  if (before === null || after === null || changes[0]?.path !== after.path) return false;
  return isDeepStrictEqual(withoutPins(before.value), withoutPins(after.value));
}

function withoutPins(deployment: Deployment): Deployment {
  return { ...deployment, secrets: {} };
}

async function approved(
  { forge }: Outside,
  { number, head }: Pick<MergeRequest, 'number' | 'head'>,
): Promise<boolean> {
  const self = await forge.self();
  const approvals = await forge.approvals(number);
  return approvals.some(({ by, member, commit }) => member && commit === head && by !== self);
}
