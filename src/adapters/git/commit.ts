// A commit of the bot, made without a work tree and pushed on the condition that the branch is as expected.

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha } from '../../ports/forge.ts';
import { Failure } from '../../ports/failure.ts';
import type { Log } from '../../ports/log.ts';
import type { CommitRequest, Draft } from '../../ports/repository.ts';
import { branchRef, oid, sha } from './names.ts';
import type { Origin } from './origin.ts';
import type { Git } from './process.ts';
import { push } from './push.ts';
import { entries } from './entries.ts';
import type { Objects } from './objects.ts';

export interface Committer {
  readonly name: string;
  readonly email: string;
}

export interface CommitContext {
  readonly dir: string;
  readonly git: Git;
  readonly objects: Objects;
  readonly origin: Origin;
  readonly committer: Committer;
  readonly log: Log;
}

/**
 * Throws a Failure: RUNWAY_GIT_REJECTED, later when the branch was not as expected, never when we may not push;
 * RUNWAY_GIT_FAILED otherwise. Where nothing changes, the parent itself is what is pushed.
 */
export async function commit(context: CommitContext, request: CommitRequest): Promise<Sha> {
  const ref = branchRef(request.branch);
  if (ref === null) throw badBranch(request.branch);
  const made = await make(context, request);
  if (made === request.expected) return made;
  await push(context, { ref, commit: made, expected: request.expected });
  await follow(context, ref, made);
  return made;
}

/** Made in the mirror and pushed nowhere. Where nothing changes, it is the parent itself. */
export async function make(context: CommitContext, request: Draft): Promise<Sha> {
  const { git, committer } = context;
  const tree = await treeOf(context, request);
  const { stdout } = await git.run({ args: ['rev-parse', `${oid(request.parent)}^{tree}`] });
  if (stdout.toString('latin1').trim() === tree) return request.parent;
  const answer = await git.run({
    args: ['commit-tree', tree, '-p', oid(request.parent)],
    input: request.message,
    env: {
      GIT_AUTHOR_NAME: committer.name,
      GIT_AUTHOR_EMAIL: committer.email,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
    },
  });
  return sha(answer.stdout.toString('latin1'));
}

/** The parent's tree with the files changed, through an index of its own. */
async function treeOf({ dir, git, objects }: CommitContext, request: Draft): Promise<string> {
  const index = join(dir, `runway-index-${randomBytes(8).toString('hex')}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await git.run({ args: ['read-tree', oid(request.parent)], env });
    const input = await indexLines({ git, objects }, request);
    await git.run({
      args: ['update-index', '--add', '--replace', '-z', '--index-info'],
      input,
      env,
    });
    const { stdout } = await git.run({ args: ['write-tree'], env });
    return oid(stdout.toString('latin1').trim());
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

/** Lines of `MODE ID<tab>PATH`; mode 0 removes. An executable file stays one, a symlink becomes a plain file. */
async function indexLines(
  { git, objects }: Pick<CommitContext, 'git' | 'objects'>,
  { parent, files }: Draft,
): Promise<string> {
  const paths = [...files.keys()];
  for (const path of paths) if (!inside(path)) throw badPath(path);
  const before = await entries(objects, parent, paths);
  const lines: string[] = [];
  for (const [path, text] of files) {
    if (text === null) {
      lines.push(`0 ${'0'.repeat(40)}\t${path}\0`);
      continue;
    }
    const mode = before.get(path)?.mode === '100755' ? '100755' : '100644';
    const { stdout } = await git.run({ args: ['hash-object', '-w', '--stdin'], input: text });
    lines.push(`${mode} ${oid(stdout.toString('latin1').trim())}\t${path}\0`);
  }
  return lines.join('');
}

/** The mirror knows at once what we did. If it cannot, the next fetch tells it. */
async function follow({ git, log }: CommitContext, ref: string, made: Sha): Promise<void> {
  try {
    await git.run({ args: ['update-ref', '--end-of-options', ref, made] });
  } catch (error) {
    log.warn('mirror not moved after a push', { ref, error });
  }
}

/** Git itself leaves out such paths without a word. */
function inside(path: string): boolean {
  if (path.includes('\0')) return false;
  return path.split('/').every((part) => !['', '.', '..', '.git'].includes(part.toLowerCase()));
}

function badPath(path: string): Failure {
  return new Failure({
    code: 'RUNWAY_GIT_REJECTED',
    message: `${JSON.stringify(path)} is no path in a repository.`,
    hint: 'Give the path from the top of the repository, with single slashes.',
    retry: 'never',
  });
}

function badBranch(branch: string): Failure {
  return new Failure({
    code: 'RUNWAY_GIT_REJECTED',
    message: `${JSON.stringify(branch)} is no name for a branch.`,
    hint: 'Use letters, digits, dots, dashes and single slashes.',
    retry: 'never',
  });
}
