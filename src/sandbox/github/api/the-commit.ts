// The commit that a request means by a sha, a branch or a tag.

import { resolveCommit } from '../../forge/git/refs.ts';
import type { Call } from './call.ts';
import { noCommit } from './errors.ts';

/** `main`, `heads/main`, `tags/v1`, or a sha. Refuses what there is not. */
export async function commitOf({ repository }: Call, ref: string): Promise<string> {
  const full = /^(heads|tags)\//.test(ref) ? `refs/${ref}` : ref;
  const sha = (await resolveCommit(repository, ref)) ?? (await resolveCommit(repository, full));
  if (sha === null) throw noCommit(ref);
  return sha;
}

/** A full sha and nothing else. */
export async function exactCommit(call: Call, sha: string): Promise<string> {
  if (!/^[0-9a-f]{40}$/.test(sha)) throw noCommit(sha);
  return commitOf(call, sha);
}
