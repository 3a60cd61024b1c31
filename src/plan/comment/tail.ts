// What a program can read back from a comment: hidden at its end, as JSON.

import { digestOf } from '../../resources/canonical.ts';
import type { ProgramName } from '../../resources/program.ts';
import { effectsOf } from '../effects.ts';
import { planState } from '../state.ts';
import type { Condition, Review } from './review.ts';
import { obstacles } from './verdict.ts';

export interface CommentState {
  readonly head: string;
  readonly verdict:
    | Exclude<Condition['state'], 'planned' | 'merged'>
    | 'clear'
    | 'blocked'
    | 'deploying'
    | 'done'
    | 'failed';
  /** By target; null where there are too many to list. */
  readonly targets: Readonly<Record<string, TargetState>> | null;
  /** Of all targets together. */
  readonly digest: string;
}

export type TargetState =
  /** `effects` is the digest of what the plan would do. */
  { readonly intent: string; readonly effects: string } | { readonly outcome: string };

/** The first line, which tells the comment of one program from the other's. */
const MARKERS: Readonly<Record<ProgramName, string>> = {
  reconciler: '<!-- runway:comment -->',
  provisioner: '<!-- runway:comment provisioner -->',
};

export function markerOf({ program = 'reconciler' }: Pick<Review, 'program'>): string {
  return MARKERS[program];
}

const TAIL = '<!-- runway:state ';

export function tail(review: Review, { brief }: { readonly brief: boolean }): string {
  const state = stateOf(review);
  const shown = brief ? { ...state, targets: null } : state;
  // Neither the end of the comment nor a tag can be written inside it.
  const json = JSON.stringify(shown)
    .replace(/--/g, '-\\u002d')
    .replace(/[<>]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  return `${TAIL}${json} -->`;
}

/** What `renderComment` hid at the end, or null for a text that it has not made. */
export function readTail(comment: string): CommentState | null {
  const lines = comment.trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  if (
    !Object.values(MARKERS).includes(lines[0]?.trim() ?? '') ||
    !last.startsWith(TAIL) ||
    !last.endsWith(' -->')
  )
    return null;
  try {
    return JSON.parse(last.slice(TAIL.length, -' -->'.length)) as CommentState;
  } catch {
    return null;
  }
}

function stateOf({ head, condition }: Review): CommentState {
  const targets = targetStates(condition);
  return { head, verdict: verdictOf(condition), targets, digest: digestOf(targets, 16) };
}

function verdictOf(condition: Condition): CommentState['verdict'] {
  switch (condition.state) {
    case 'planned': {
      const stuck = condition.targets.some(({ plan }) => planState(plan) === 'failed');
      const blocked = stuck || obstacles(condition) > 0;
      return blocked ? 'blocked' : 'clear';
    }
    case 'merged': {
      const outcomes = condition.targets.map(({ outcome }) => outcome?.type ?? 'under way');
      if (outcomes.some((type) => type === 'failed' || type === 'held')) return 'failed';
      return outcomes.includes('under way') ? 'deploying' : 'done';
    }
    case 'invalid':
    case 'conflict':
    case 'unknown':
    case 'elsewhere':
    case 'closed':
      return condition.state;
  }
}

function targetStates(condition: Condition): Record<string, TargetState> {
  if (condition.state === 'planned') {
    return Object.fromEntries(
      condition.targets.map(({ target, plan }) => [
        target,
        { intent: plan.intent, effects: digestOf(effectsOf(plan), 16) },
      ]),
    );
  }
  if (condition.state !== 'merged') return {};
  return Object.fromEntries(
    condition.targets.map(({ target, outcome }) => [
      target,
      { outcome: outcome?.type ?? 'under way' },
    ]),
  );
}
