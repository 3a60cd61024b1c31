// The GitOps repository as a bare mirror: Repository and Branches over real git.

import type { Calls } from '../../ports/calls.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Log } from '../../ports/log.ts';
import type { Branches, Repository } from '../../ports/repository.ts';
import { type Committer, commit, make } from './commit.ts';
import { openMirror, type Patience, type RequestRefs } from './mirror.ts';
import { createObjects } from './objects.ts';
import { type Credentials, createOrigin } from './origin.ts';
import { createGit } from './process.ts';
import { push } from './push.ts';
import { readsOf } from './reads.ts';
import { createTurns, shared } from './turns.ts';

export interface GitRepositoryOptions {
  /** The mirror's folder; nothing else may live there, and no other process may use it. */
  readonly dir: string;
  /** http, https or file; without credentials. */
  readonly url: string;
  /** What the mirror holds of the forge beside branches. */
  readonly requests: RequestRefs;
  /** Asked before every fetch and push, so that it can hand out short-lived tokens. */
  readonly credentials: () => Promise<Credentials>;
  /** Author and committer of the bot's commits. */
  readonly committer: Committer;
  readonly log: Log;
  readonly calls: Calls;
  readonly patience?: Partial<Patience>;
  /** A CA file that git is to trust beside none other, for forges with a CA of their own. */
  readonly ca?: string;
  readonly signal?: AbortSignal;
}

export interface GitRepository {
  readonly repository: Repository;
  readonly branches: Branches;
  /** Whether the bot may push a branch of its own with this commit. Throws as a push does, and changes nothing. */
  readonly tryPush: (commit: Sha) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Of no use to anybody, so that nobody's push is in the way. */
const TRIED = 'refs/heads/runway/doctor';

/** A push may wait for the forge's hooks, and a first fetch may bring a large repository. */
const PATIENCE: Patience = { silentMs: 60_000, fetchMs: 15 * 60_000, pushMs: 120_000 };

/**
 * Opens the mirror, making it when it is not there. Nothing is fetched yet. Throws a Failure:
 * RUNWAY_GIT_FAILED, or RUNWAY_SETTINGS_INVALID for an address that cannot be.
 */
export async function createGitRepository(options: GitRepositoryOptions): Promise<GitRepository> {
  const { dir, requests, log, committer, signal } = options;
  const patience: Patience = { ...PATIENCE, ...options.patience };
  const origin = createOrigin(options.url, options);
  const git = createGit({
    where: [`--git-dir=${dir}`],
    home: dir,
    timeoutMs: patience.pushMs,
    env: options.ca === undefined ? {} : { GIT_SSL_CAINFO: options.ca },
    ...(signal === undefined ? {} : { signal }),
  });
  const mirror = await openMirror({ dir, git, origin, requests, log, patience, signal });
  const objects = createObjects(git);
  const turns = createTurns();
  const fetch = shared(turns, () => mirror.update());
  const context = { dir, git, objects, origin, committer, log };
  return {
    repository: { fetch, ...readsOf(git, objects) },
    branches: {
      commit: (request) => turns.alone(() => commit(context, request)),
      draft: (draft) => make(context, draft),
    },
    tryPush: (tried) =>
      turns.alone(() => push(context, { ref: TRIED, commit: tried, expected: null, dry: true })),
    async close() {
      await turns.alone(async () => undefined);
      objects.close();
    },
  };
}
