// Pushes one commit to one branch, and tells apart why it did not go through.

import type { Sha } from '../../ports/forge.ts';
import { Failure } from '../../ports/failure.ts';
import { oid } from './names.ts';
import type { Origin } from './origin.ts';
import { type Git, gitFailed, spoken } from './process.ts';

export interface Push {
  /** Full name. */
  readonly ref: string;
  readonly commit: Sha;
  /** What the branch must be; null: absent. */
  readonly expected: Sha | null;
  /** True: the forge is asked, and nothing is changed. */
  readonly dry?: true;
}

/** Throws a Failure: RUNWAY_GIT_REJECTED (later or never) or RUNWAY_GIT_FAILED. */
export async function push(
  { git, origin }: { readonly git: Git; readonly origin: Origin },
  { ref, commit, expected, dry }: Push,
): Promise<void> {
  const lease = `--force-with-lease=${ref}:${expected === null ? '' : oid(expected)}`;
  const access = await origin.access();
  const call = {
    args: [
      'push',
      '--porcelain',
      '--no-verify',
      ...(dry === true ? ['--dry-run'] : []),
      '--recurse-submodules=no',
      lease,
      '--end-of-options',
      origin.url,
      `${oid(commit)}:${ref}`,
    ],
    env: access,
    answers: [0, 1, 128],
  };
  await origin.told(async () => {
    const { code, stdout, stderr } = await git.run(call);
    if (code === 0) return;
    throw refusal(ref.slice('refs/heads/'.length), `${stderr}\n${verdictLine(stdout)}`, code);
  });
}

/** `!<tab>SOURCE:DESTINATION<tab>[rejected] (stale info)` */
function verdictLine(stdout: Buffer): string {
  const line = stdout
    .toString('utf8')
    .split('\n')
    .find((found) => found.startsWith('!'));
  return line?.split('\t')[2] ?? '';
}

const MOVED =
  /\[rejected\] \((?:stale info|fetch first|non-fast-forward|needs force)\)|cannot lock ref|failed to update ref|reference already exists|incorrect old value/;
const PASSING = /internal api|timed? ?out|temporar|unavailable|\b5\d\d\b/i;
const REFUSED =
  /\[remote rejected\]|authentication failed|could not read username|returned error: 40[134]|\bHTTP 40[134]\b|access denied|not allowed/i;

function refusal(branch: string, words: string, code: number): Failure {
  if (MOVED.test(words)) {
    return new Failure({
      code: 'RUNWAY_GIT_REJECTED',
      message: `Branch ${branch} has moved on since it was read.`,
      hint: 'Nothing to do: it is read again and tried again.',
      retry: 'later',
    });
  }
  if (REFUSED.test(words) && !PASSING.test(words)) {
    return new Failure({
      code: 'RUNWAY_GIT_REJECTED',
      message: `The forge refused the push to branch ${branch}: ${spoken(words)}`,
      hint: 'Let the bot push to this branch: role, protected branches and push rules of the project.',
      retry: 'never',
    });
  }
  return gitFailed('push', words, code);
}
