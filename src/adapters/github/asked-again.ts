// Whether somebody wants a check of ours once more, though there is nothing new to say.

import { recordOf, textIn } from '../forge/answer.ts';
import type { CheckRun } from './answers.ts';
import type { Project } from './octokit.ts';

/** True once for each of our runs on a commit, whichever of them was asked for; `runs` are the newest of each name. */
export type AskedAgain = (run: CheckRun, runs: readonly CheckRun[]) => Promise<boolean>;

/** Nobody presses a button on so many commits before the first of them is looked at. */
const MOST_SUITES = 100;

/**
 * GitHub's own button for running them again leaves the runs as they are, but their suite is then no longer completed.
 * The first of ours that answers completes it, so the others are remembered: a look that was under way when somebody
 * pressed it must not answer for all of them.
 * https://docs.github.com/en/rest/checks/runs#rerequest-a-check-run
 */
export function createAskedAgain({ octokit, at }: Project): AskedAgain {
  const unanswered = new Map<number, Set<string>>();
  return async ({ name, suite }, runs) => {
    if (unanswered.get(suite)?.delete(name) === true) return true;
    if (runs.some(({ completed }) => !completed)) return false;
    const { rest } = await octokit();
    const answer = await rest.checks.getSuite({ ...at, check_suite_id: suite });
    if (textIn(recordOf(answer.data), 'status') === 'completed') return false;
    const others = runs.filter((run) => run.suite === suite && run.name !== name);
    unanswered.set(suite, new Set(others.map((run) => run.name)));
    const [oldest] = unanswered.keys();
    if (unanswered.size > MOST_SUITES && oldest !== undefined) unanswered.delete(oldest);
    return true;
  };
}
