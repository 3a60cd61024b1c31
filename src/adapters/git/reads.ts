// What is read from objects and references alone.

import type { Sha } from '../../ports/forge.ts';
import type { Repository } from '../../ports/repository.ts';
import { entries } from './entries.ts';
import { contains, head, lastChange, log, mergeBase } from './history.ts';
import type { Objects } from './objects.ts';
import type { Git } from './process.ts';
import { remember } from './remember.ts';
import { changes, list, mergeResult } from './trees.ts';

/** The same for the mirror and for a person's clone. */
export function readsOf(git: Git, objects: Objects): Omit<Repository, 'fetch'> {
  return {
    head: (branch) => head(objects, branch),
    mergeResult: (target, source) => mergeResult(git, target, source),
    changes: (before, after) => changes({ git, objects }, before, after),
    list: (treeish) => list(git, treeish),
    entries: (treeish, paths) => entries(objects, treeish, paths),
    read: (blobs) => objects.contents(blobs),
    contains: remember((commitSha: Sha, ancestor: Sha) => contains(git, commitSha, ancestor)),
    mergeBase: (a, b) => mergeBase(git, a, b),
    parent: (commitSha) => objects.parent(commitSha),
    lastChange: (commitSha, paths) => lastChange({ git, objects }, commitSha, paths),
    log: (from, to) => log(git, from, to),
  };
}
