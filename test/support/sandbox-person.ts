// A person at the forge who knows GitLab's REST API and git over HTTP, and nothing of the product.

import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sandbox } from './sandbox-process.ts';

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

export interface MergeRequest {
  readonly iid: number;
  readonly title: string;
  readonly description: string;
  readonly state: string;
  readonly sha: string;
  readonly draft: boolean;
  readonly source_branch: string;
  readonly merge_commit_sha: string | null;
  readonly squash_commit_sha: string | null;
  readonly detailed_merge_status: string;
  readonly web_url: string;
}

export interface Note {
  readonly id: number;
  readonly body: string;
  readonly system: boolean;
  readonly author: { readonly username: string };
}

export interface Action {
  readonly action: 'create' | 'update' | 'delete' | 'move';
  readonly file_path: string;
  readonly content?: string;
}

export interface Proposal {
  readonly title: string;
  readonly branch?: string;
  readonly description?: string;
  readonly message?: string;
  readonly actions: readonly Action[];
}

export type Person = ReturnType<typeof personAt>;

/** Fails on any answer that is not a success; `ask` gives the answer as it is. */
export function personAt(sandbox: Sandbox, name: string) {
  const { forge } = sandbox;
  const token = forge.users[name] ?? '';
  const project = `/projects/${encodeURIComponent(forge.project)}`;

  async function ask<T>(method: string, path: string, body?: object): Promise<Answered<T>> {
    const answer = await fetch(`${forge.url}/api/v4${path}`, {
      method,
      headers: { 'private-token': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
  }

  async function get<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await ask<T>(method, `${project}${path}`, body);
    if (answer.status < 300) return answer.body;
    const words = JSON.stringify(answer.body);
    throw new Error(`${method} ${path} as ${name}: ${answer.status} ${words}`);
  }

  async function git(folder: string, ...words: readonly string[]): Promise<string> {
    const identity = ['-c', `user.name=${name}`, '-c', `user.email=${name}@acme.dev`];
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' };
    const run = promisify(execFile);
    return (await run('git', ['-C', folder, ...identity, ...words], { env })).stdout;
  }

  return {
    name,
    ask,
    git,
    async file(path: string, ref = forge.defaultBranch): Promise<string> {
      const query = `${encodeURIComponent(path)}?ref=${encodeURIComponent(ref)}`;
      const found = await get<{ content: string }>('GET', `/repository/files/${query}`);
      return Buffer.from(found.content, 'base64').toString('utf8');
    },
    /** One commit; a branch that is not there begins at the default branch. */
    commit: (change: {
      readonly branch: string;
      readonly message: string;
      readonly actions: readonly Action[];
      readonly start?: boolean;
    }): Promise<{ id: string }> =>
      get('POST', '/repository/commits', {
        branch: change.branch,
        commit_message: change.message,
        actions: change.actions,
        ...(change.start === true ? { start_branch: forge.defaultBranch } : {}),
      }),
    async propose(proposal: Proposal): Promise<MergeRequest> {
      const branch = proposal.branch ?? `${name}/${crypto.randomUUID().slice(0, 8)}`;
      const message = proposal.message ?? proposal.title;
      await this.commit({ branch, message, actions: proposal.actions, start: true });
      return this.open({ branch, title: proposal.title, description: proposal.description ?? '' });
    },
    open: (on: { branch: string; title: string; description?: string }): Promise<MergeRequest> =>
      get('POST', '/merge_requests', {
        source_branch: on.branch,
        target_branch: forge.defaultBranch,
        title: on.title,
        description: on.description ?? '',
        remove_source_branch: true,
      }),
    mergeRequest: (iid: number) => get<MergeRequest>('GET', `/merge_requests/${iid}`),
    mergeRequests: (query: string) =>
      get<readonly MergeRequest[]>('GET', `/merge_requests?${query}`),
    change: (iid: number, fields: object) =>
      get<MergeRequest>('PUT', `/merge_requests/${iid}`, fields),
    notes: (iid: number) =>
      get<readonly Note[]>('GET', `/merge_requests/${iid}/notes?sort=asc&per_page=100`),
    merge: (iid: number, fields: object = {}) =>
      get<MergeRequest>('PUT', `/merge_requests/${iid}/merge`, fields),
    /** The newest status of each name on a commit. */
    async statuses(sha: string): Promise<ReadonlyMap<string, { status: string; words: string }>> {
      const found = await get<readonly { name: string; status: string; description: string }[]>(
        'GET',
        `/repository/commits/${sha}/statuses?per_page=100`,
      );
      return new Map(
        found.map((it) => [it.name, { status: it.status, words: it.description }] as const),
      );
    },
    commits: (ref: string) =>
      get<readonly { id: string; title: string; message: string; author_name: string }[]>(
        'GET',
        `/repository/commits?ref_name=${encodeURIComponent(ref)}`,
      ),
    diff: (sha: string) =>
      get<readonly { diff: string; new_path: string }[]>('GET', `/repository/commits/${sha}/diff`),
    /** A fresh clone over HTTP, in the sandbox's own folder. */
    async clone(of: string = forge.project): Promise<string> {
      const folder = await mkdtemp(join(sandbox.dir, `clone-${name}-`));
      const url = new URL(`/${of}.git`, forge.url);
      url.username = name;
      url.password = token;
      await git(folder, 'clone', '--quiet', url.href, '.');
      return folder;
    },
  };
}
