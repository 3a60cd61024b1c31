// What was found out about one link between Runway and the world.

import { Failure } from './failure.ts';

export interface Finding {
  /** What was looked at, in few words: `webhooks`, `production/checkout: its deploy account`. */
  readonly link: string;
  /** `not checked`: it could not be found out, so nothing is known of it. */
  readonly outcome: 'passed' | 'failed' | 'not applicable' | 'not checked';
  /** What was found, in one sentence. */
  readonly words: string;
  /** What a person can do about it; null where there is nothing to do. */
  readonly mend: string | null;
}

export function passed(link: string, words: string): Finding {
  return { link, outcome: 'passed', words, mend: null };
}

export function failed(link: string, words: string, mend: string): Finding {
  return { link, outcome: 'failed', words, mend };
}

export function notApplicable(link: string, words: string): Finding {
  return { link, outcome: 'not applicable', words, mend: null };
}

export function notChecked(link: string, words: string, mend: string): Finding {
  return { link, outcome: 'not checked', words, mend };
}

/** What the look finds, or the failure that it ends with. */
export async function looked(link: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return failed(link, error.message, error.hint);
  }
}

/** A forge's own links: what the bot may do there, and whether it hears of what happens. */
export type ExamineForge = (own: {
  /** Where the bot is said to answer, without a slash at the end; null: the settings do not say. */
  readonly bot: string | null;
  readonly now: Date;
}) => Promise<readonly Finding[]>;
