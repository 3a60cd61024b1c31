// What a person does at GitHub.

import { rm, writeFile, mkdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AtForge, Change, Commit, Hands, MergeRequest, Status } from './sandbox-person.ts';

interface WirePull {
  readonly node_id: string;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly merged_at: string | null;
  readonly draft: boolean;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly mergeable?: boolean | null;
  readonly mergeable_state?: string;
  readonly html_url: string;
}

interface WireFile {
  readonly sha: string;
  readonly content: string;
}

interface WireNote {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly login: string };
}

interface WireCheck {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: { readonly title: string | null };
}

interface WireCommit {
  readonly sha: string;
  readonly commit: { readonly message: string };
}

/** With these nothing that the project demands is missing: https://docs.github.com/en/graphql/reference/pulls#enum-mergestatestatus */
const MERGEABLE = ['clean', 'unstable', 'has_hooks'];

/** REST has no word for it: https://docs.github.com/en/graphql/reference/mutations#markpullrequestreadyforreview */
const READY =
  'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }';

const conclusions: Readonly<Record<string, Status['status']>> = {
  success: 'success',
  failure: 'failed',
  cancelled: 'canceled',
  skipped: 'skipped',
};

export function personOnGitHub(hands: Hands): AtForge {
  const { forge, get } = hands;
  const repo = `/repos/${forge.project}`;
  const [owner = ''] = forge.project.split('/');
  const one = (number: number): string => `${repo}/pulls/${number}`;
  const change = async (number: number, fields: object): Promise<void> => {
    await get('PATCH', one(number), fields);
  };
  return {
    reference: (number) => `#${number}`,
    async file(path, ref = forge.defaultBranch, of = forge.project) {
      const found = await get<WireFile>(
        'GET',
        `${contents(of, path)}?ref=${encodeURIComponent(ref)}`,
      );
      return Buffer.from(found.content, 'base64').toString('utf8');
    },
    async paths() {
      const { tree } = await get<{ tree: readonly { type: string; path: string }[] }>(
        'GET',
        `${repo}/git/trees/${forge.defaultBranch}?recursive=1`,
      );
      return tree.filter(({ type }) => type === 'blob').map(({ path }) => path);
    },
    commit: (it) => commit(hands, { project: forge.project, start: false, ...it }),
    async fork() {
      const made = await get<{ full_name: string }>('POST', `${repo}/forks`, {});
      return made.full_name;
    },
    async open({ branch, description = '', draft = false, from = forge.project, title }) {
      const head = `${from.split('/')[0]}:${branch}`;
      const asked = { head, base: forge.defaultBranch, title, body: description, draft };
      return told(await get('POST', `${repo}/pulls`, asked));
    },
    mergeRequest: async (number) => told(await get('GET', one(number))),
    async mergeRequests({ state, branch }) {
      const asked = { opened: 'open', closed: 'closed', merged: 'closed', all: 'all' }[state];
      const query = new URLSearchParams({ state: asked, per_page: '100' });
      if (branch !== undefined) query.set('head', `${owner}:${branch}`);
      const found = await get<readonly WirePull[]>('GET', `${repo}/pulls?${query.toString()}`);
      return found.map(told).filter((it) => state === 'all' || it.state === state);
    },
    rename: (number, title) => change(number, { title }),
    async ready(number) {
      const { node_id: id } = await get<WirePull>('GET', one(number));
      const asked = { query: READY, variables: { id } };
      const { errors } = await get<{ errors?: unknown }>('POST', '/graphql', asked);
      if (errors !== undefined) throw new Error(`#${number}: ${JSON.stringify(errors)}`);
    },
    close: (number) => change(number, { state: 'closed' }),
    reopen: (number) => change(number, { state: 'open' }),
    async approve(number) {
      await get('POST', `${one(number)}/reviews`, { event: 'APPROVE' });
    },
    async merge(number, how = 'merge') {
      await get('PUT', `${one(number)}/merge`, { merge_method: how });
    },
    async notes(number) {
      const path = `${repo}/issues/${number}/comments?per_page=100`;
      return (await get<readonly WireNote[]>('GET', path)).map(({ body, id, user }) => ({
        id,
        body,
        author: user.login.replace(/\[bot\]$/, ''),
      }));
    },
    async say(number, body) {
      await get('POST', `${repo}/issues/${number}/comments`, { body });
    },
    async statuses(sha) {
      const path = `${repo}/commits/${sha}/check-runs?per_page=100`;
      const { check_runs: runs } = await get<{ check_runs: readonly WireCheck[] }>('GET', path);
      return new Map(
        runs.map(({ conclusion, name, output }) => {
          const status = conclusions[conclusion ?? ''] ?? 'pending';
          return [name, { status, words: output.title ?? '' }];
        }),
      );
    },
    commits: async (ref) =>
      (
        await get<readonly WireCommit[]>('GET', `${repo}/commits?sha=${encodeURIComponent(ref)}`)
      ).map(titled),
    commitsOf: async (number) =>
      (await get<readonly WireCommit[]>('GET', `${one(number)}/commits?per_page=100`)).map(titled),
  };
}

/** The API takes one file at a time; several go by git, as people do it. */
async function commit(hands: Hands, change: Required<Change>): Promise<string> {
  const { forge, get } = hands;
  const { branch, files, message, project, start } = change;
  const [[path, content] = ['', null], ...more] = Object.entries(files);
  if (more.length > 0) return commitByGit(hands, change);
  if (start) {
    const from = await get<{ object: { sha: string } }>(
      'GET',
      `/repos/${project}/git/ref/heads/${forge.defaultBranch}`,
    );
    const ref = `refs/heads/${branch}`;
    await get('POST', `/repos/${project}/git/refs`, { ref, sha: from.object.sha });
  }
  const there = await hands.ask<WireFile>(
    'GET',
    `${contents(project, path)}?ref=${encodeURIComponent(branch)}`,
  );
  const made = await get<{ commit: { sha: string } }>(
    content === null ? 'DELETE' : 'PUT',
    contents(project, path),
    {
      branch,
      message,
      ...(there.status === 404 ? {} : { sha: there.body.sha }),
      ...(content === null ? {} : { content: Buffer.from(content).toString('base64') }),
    },
  );
  return made.commit.sha;
}

async function commitByGit(hands: Hands, change: Required<Change>): Promise<string> {
  const { branch, files, message, project, start } = change;
  const folder = await hands.clone(project);
  const git = (...words: readonly string[]): Promise<string> => hands.git(folder, ...words);
  await git('checkout', '--quiet', ...(start ? ['-b', branch] : [branch]));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    if (content === null) await unlink(file);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
  await git('add', '--all');
  await git('commit', '--quiet', '-m', message);
  await git('push', '--quiet', 'origin', branch);
  const head = await git('rev-parse', 'HEAD');
  await rm(folder, { recursive: true, force: true });
  return head.trim();
}

function contents(project: string, path: string): string {
  return `/repos/${project}/contents/${encodeURI(path)}`;
}

function titled({ commit: { message }, sha }: WireCommit): Commit {
  return { id: sha, title: message.split('\n')[0] ?? '' };
}

function told(wire: WirePull): MergeRequest {
  return {
    number: wire.number,
    title: wire.title,
    description: wire.body ?? '',
    state: wire.state === 'open' ? 'opened' : wire.merged_at === null ? 'closed' : 'merged',
    draft: wire.draft,
    branch: wire.head.ref,
    head: wire.head.sha,
    mergeable: wire.mergeable === true && MERGEABLE.includes(wire.mergeable_state ?? ''),
    url: wire.html_url,
  };
}
