// The comment in one line, for the commit statuses.

import { oneLine } from './comment/escape.ts';
import type { Condition, Review } from './comment/review.ts';
import { obstacles, verdict } from './comment/verdict.ts';

export interface Status {
  readonly state: 'pending' | 'passed' | 'failed';
  /** At most 140 characters, plain text. */
  readonly summary: string;
}

const LONGEST = 140;

/** `runway/plan`. Passed: what merging does is known and can be done, or was done. */
export function planStatus(review: Review): Status {
  return { state: stateOf(review.condition), summary: shorten(verdict(review)) };
}

/** `runway/approval`. Nothing asks for an approval yet. */
export function approvalStatus(_review: Review): Status {
  return { state: 'passed', summary: 'No approval needed.' };
}

function stateOf(condition: Condition): Status['state'] {
  switch (condition.state) {
    case 'planned':
      if (condition.targets.some(({ plan }) => plan.foreign.length > 0)) return 'failed';
      return obstacles(condition) > 0 ? 'pending' : 'passed';
    case 'invalid':
    case 'conflict':
    case 'unknown':
      return 'failed';
    case 'elsewhere':
    case 'closed':
      return 'passed';
    case 'merged': {
      const outcomes = condition.targets.map(({ outcome }) => outcome?.type ?? 'under way');
      if (outcomes.some((type) => type === 'failed' || type === 'held')) return 'failed';
      return outcomes.includes('under way') ? 'pending' : 'passed';
    }
  }
}

function shorten(sentence: string): string {
  const plain = oneLine(sentence);
  const first = plain.charAt(0).toUpperCase() + plain.slice(1);
  return first.length <= LONGEST ? first : `${first.slice(0, LONGEST - 1).trimEnd()}…`;
}
