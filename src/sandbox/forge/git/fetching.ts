// Brings objects from one repository on this machine to another.

import { git } from './run.ts';

/** A commit and all that it rests on. */
export async function fetchCommit(repository: string, from: string, sha: string): Promise<void> {
  await git(repository, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', from, sha]);
}

/** All branches and tags, as they are named there. */
export async function fetchAll(repository: string, from: string): Promise<void> {
  await git(repository, [
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    from,
    '+refs/heads/*:refs/heads/*',
    '+refs/tags/*:refs/tags/*',
  ]);
}
