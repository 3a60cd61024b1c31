// Whether webhooks reach the bot, from what a forge remembers of its latest attempts.

import { failed, type Finding, passed } from '../../ports/finding.ts';

export interface Attempted {
  /** Milliseconds of the epoch. */
  readonly at: number;
  readonly arrived: boolean;
  /** How it ended, for people: `503`, `internal error`. */
  readonly ended: string;
}

const LINK = 'webhooks';

/** `attempts` in any order. Where one after another failed, and nothing arrived since, nothing is heard. */
export function heardFrom(attempts: readonly Attempted[], where: string): Finding {
  const newest = attempts.toSorted((a, b) => b.at - a.at);
  const [last] = newest;
  if (last === undefined) {
    return passed(LINK, `Set up for ${where}; nothing was sent yet.`);
  }
  const at = new Date(last.at).toISOString();
  const lost = newest.filter(({ arrived }) => !arrived).length;
  if (last.arrived) {
    const words = `The latest arrived at ${at}; ${lost} of the last ${newest.length} did not.`;
    return passed(LINK, words);
  }
  return failed(
    LINK,
    `The latest, at ${at}, ended with ${last.ended}; ${lost} of the last ${newest.length} did not arrive.`,
    `See that ${where} leads to the bot, that the bot runs, and that the secret is the one in the settings. Until then it looks by itself, as often as \`resync\` says.`,
  );
}

/** No webhook leads to the bot. */
export function notSetUp(where: string | null, how: string): Finding {
  const words = `No webhook leads to ${where ?? 'the bot'}.`;
  return failed(LINK, words, `${how} Until then it looks by itself, as often as \`resync\` says.`);
}
