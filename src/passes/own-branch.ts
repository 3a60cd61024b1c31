// A branch of our own with one commit on the newest default branch: made, made anew, or left to whoever took it over.

import type { Sha } from '../ports/forge.ts';
import type { Outside } from './outside.ts';

export interface OwnBranch {
  readonly branch: string;
  /** The tip of the default branch. */
  readonly commit: Sha;
  /** The one file that it changes, and what it is to say. */
  readonly path: string;
  readonly text: string;
  readonly message: string;
}

/** One that says the right thing already is left alone, and so is one that a person has pushed to: false then. */
export async function writeOwnBranch(outside: Outside, wanted: OwnBranch): Promise<boolean> {
  const { repository, branches, desired } = outside;
  const { branch, commit, path, text, message } = wanted;
  const head = await repository.head(branch);
  if (head !== null) {
    const right = (await desired.text(head, path)) === text;
    if (right && (await repository.mergeResult(commit, head)).type === 'tree') return true;
    if (await takenOver(outside, { branch, commit, head })) {
      outside.log.info('branch left to a person', { branch });
      return false;
    }
  }
  const files = new Map([[path, text]]);
  await branches.commit({ branch, parent: commit, expected: head, files, message });
  await repository.fetch();
  return true;
}

/** A person has pushed to an offer that is open. What is left of one that was declined is nobody's any more. */
async function takenOver(
  { forge, repository, settings }: Outside,
  { branch, commit, head }: { branch: string; commit: Sha; head: Sha },
): Promise<boolean> {
  const [newest] = await repository.log(commit, head);
  if (newest === undefined || newest.authorEmail === settings.email) return false;
  return (await forge.mergeRequests({ state: 'open', source: branch })).length > 0;
}
