// A person at the forge who knows its REST API and git over HTTP, and nothing of the product.

import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { personOnGitHub } from './sandbox-person-github.ts';
import { personOnGitLab } from './sandbox-person-gitlab.ts';
import type { Sandbox } from './sandbox-process.ts';

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

export type State = 'opened' | 'closed' | 'merged';

export interface MergeRequest {
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly state: State;
  readonly draft: boolean;
  readonly branch: string;
  /** Newest commit of the branch. */
  readonly head: string;
  /** The forge would merge it for whoever may. */
  readonly mergeable: boolean;
  /** Its page. */
  readonly url: string;
}

export interface Note {
  readonly id: number;
  readonly body: string;
  /** The bot is `runway`, however the forge marks it as a bot. */
  readonly author: string;
}

/** Text by path; null takes the file away. */
export type Files = Readonly<Record<string, string | null>>;

export interface Change {
  readonly branch: string;
  readonly message: string;
  readonly files: Files;
  /** Makes the branch, from the default branch. */
  readonly start?: boolean;
  /** Default: the GitOps repository. */
  readonly project?: string;
}

export interface Proposal {
  readonly title: string;
  readonly files: Files;
  /** Default: one of this person's that nobody has. */
  readonly branch?: string;
  readonly description?: string;
  readonly message?: string;
  readonly draft?: boolean;
}

export interface Status {
  readonly status: 'pending' | 'success' | 'failed' | 'canceled' | 'skipped';
  readonly words: string;
}

export interface Commit {
  readonly id: string;
  readonly title: string;
}

/** How a merge request is merged, where the forge leaves the choice; on GitLab `merge` is what the project says. */
export type MergeHow = 'merge' | 'squash' | 'rebase';

/** What each forge does in its own way. Fails on any answer that is not a success. */
export interface AtForge {
  /** As the forge links a merge request: `!7`. */
  reference(number: number): string;
  file(path: string, ref?: string, project?: string): Promise<string>;
  /** Every file of the default branch. */
  paths(): Promise<readonly string[]>;
  /** A copy of the GitOps repository that is this person's own. Gives its path. */
  fork(): Promise<string>;
  /** One commit. Gives its id. */
  commit(change: Change): Promise<string>;
  open(on: {
    readonly branch: string;
    readonly title: string;
    readonly description?: string;
    readonly draft?: boolean;
    /** The project that the branch is in. Default: the GitOps repository itself. */
    readonly from?: string;
  }): Promise<MergeRequest>;
  mergeRequest(number: number): Promise<MergeRequest>;
  /** Newest first, a hundred at most. */
  mergeRequests(by: {
    readonly state: State | 'all';
    readonly branch?: string;
  }): Promise<readonly MergeRequest[]>;
  rename(number: number, title: string): Promise<void>;
  /** It is no draft any more. */
  ready(number: number): Promise<void>;
  close(number: number): Promise<void>;
  reopen(number: number): Promise<void>;
  /** Of what its head is now. */
  approve(number: number): Promise<void>;
  merge(number: number, how?: MergeHow): Promise<void>;
  /** What people and bots wrote, oldest first; not what the forge notes by itself. */
  notes(number: number): Promise<readonly Note[]>;
  say(number: number, words: string): Promise<void>;
  /** The newest of each name on a commit. */
  statuses(commit: string): Promise<ReadonlyMap<string, Status>>;
  /** Newest first, some twenty. */
  commits(ref: string): Promise<readonly Commit[]>;
  /** Oldest first. */
  commitsOf(number: number): Promise<readonly Commit[]>;
}

export interface Person extends AtForge {
  readonly name: string;
  /** A request below the address of the API, in the forge's own words; gives the answer as it is. */
  ask<T>(method: string, path: string, body?: object): Promise<Answered<T>>;
  git(folder: string, ...words: readonly string[]): Promise<string>;
  /** A fresh clone over HTTP, in the sandbox's own folder. */
  clone(of?: string): Promise<string>;
  /** A branch with one commit, and the merge request for it. */
  propose(proposal: Proposal): Promise<MergeRequest>;
}

/** The answer's body; throws, naming the person, for any answer that is not a success. */
export type Get = <T>(method: string, path: string, body?: object) => Promise<T>;

/** What a forge's way of doing things is made from. */
export interface Hands {
  readonly forge: Sandbox['forge'];
  readonly ask: Person['ask'];
  readonly get: Get;
  readonly git: Person['git'];
  readonly clone: Person['clone'];
}

const hands = { gitlab: personOnGitLab, github: personOnGitHub } as const;

export function personAt(sandbox: Sandbox, name: string): Person {
  const { forge } = sandbox;
  const token = forge.users[name] ?? '';

  const ask = async <T>(method: string, path: string, body?: object): Promise<Answered<T>> => {
    const answer = await fetch(`${forge.api}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
  };

  const get: Get = async <T>(method: string, path: string, body?: object) => {
    const answer = await ask<T>(method, path, body);
    if (answer.status < 300) return answer.body;
    const words = JSON.stringify(answer.body);
    throw new Error(`${method} ${path} as ${name}: ${answer.status} ${words}`);
  };

  const git: Person['git'] = async (folder, ...words) => {
    const identity = ['-c', `user.name=${name}`, '-c', `user.email=${name}@acme.dev`];
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' };
    const run = promisify(execFile);
    return (await run('git', ['-C', folder, ...identity, ...words], { env })).stdout;
  };

  const clone: Person['clone'] = async (of = forge.project) => {
    const folder = await mkdtemp(join(sandbox.dir, `clone-${name}-`));
    const url = new URL(`/${of}.git`, forge.url);
    url.username = name;
    url.password = token;
    await git(folder, 'clone', '--quiet', url.href, '.');
    return folder;
  };

  const at = hands[forge.kind]({ forge, ask, clone, get, git });
  return {
    ...at,
    name,
    ask,
    git,
    clone,
    async propose({ files, title, ...given }) {
      const branch = given.branch ?? `${name}/${crypto.randomUUID().slice(0, 8)}`;
      await at.commit({ branch, message: given.message ?? title, files, start: true });
      return at.open({ ...given, branch, title });
    },
  };
}
