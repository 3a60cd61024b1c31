// A person who works with GitHub's REST API.

import type { Ask, Person, Proposed, Verdict } from './person.ts';

interface WirePull {
  readonly number: number;
  readonly title: string;
  readonly html_url: string;
  readonly head: { readonly sha: string };
  readonly mergeable?: boolean | null;
  readonly mergeable_state?: string;
}

interface WireFile {
  readonly sha: string;
  readonly content: string;
}

interface WireComment {
  readonly body: string;
  readonly user: { readonly login: string };
}

interface WireChecks {
  readonly check_runs: readonly { readonly status: string; readonly conclusion: string | null }[];
}

/** With these nothing that the project demands is missing: https://docs.github.com/en/graphql/reference/pulls#enum-mergestatestatus */
const MERGEABLE = ['clean', 'unstable', 'has_hooks'];

const verdicts: Readonly<Record<string, Verdict>> = { success: 'passed', failure: 'failed' };

export function personOnGitHub(
  ask: Ask,
  at: { readonly project: string; readonly defaultBranch: string },
): Person {
  const repo = `/repos/${at.project}`;
  const [owner = ''] = at.project.split('/');
  const contents = (path: string): string => `${repo}/contents/${encodeURI(path)}`;
  const fileAt = (path: string, ref: string): Promise<WireFile> =>
    ask('GET', `${contents(path)}?ref=${encodeURIComponent(ref)}`);
  return {
    reference: (number) => `#${number}`,
    async file(path, ref) {
      return Buffer.from((await fileAt(path, ref)).content, 'base64').toString('utf8');
    },
    async propose({ branch, isNew = false, path, text, title }) {
      const from = await ask<{ object: { sha: string } }>(
        'GET',
        `${repo}/git/ref/heads/${at.defaultBranch}`,
      );
      await ask('POST', `${repo}/git/refs`, { ref: `refs/heads/${branch}`, sha: from.object.sha });
      await ask('PUT', contents(path), {
        branch,
        message: title,
        content: Buffer.from(text).toString('base64'),
        ...(isNew ? {} : { sha: (await fileAt(path, branch)).sha }),
      });
      return proposed(
        await ask('POST', `${repo}/pulls`, { head: branch, base: at.defaultBranch, title }),
      );
    },
    mergeRequest: async (number) => proposed(await ask('GET', `${repo}/pulls/${number}`)),
    async openFrom(branch) {
      const query = `state=open&head=${encodeURIComponent(`${owner}:${branch}`)}`;
      return (await ask<readonly WirePull[]>('GET', `${repo}/pulls?${query}`)).map(proposed);
    },
    async comments(number) {
      const path = `${repo}/issues/${number}/comments?per_page=100`;
      return (await ask<readonly WireComment[]>('GET', path)).map(({ body, user }) => ({
        author: user.login.replace(/\[bot\]$/, ''),
        text: body,
      }));
    },
    async verdict(commit, name) {
      const query = `check_name=${encodeURIComponent(name)}`;
      const { check_runs: runs } = await ask<WireChecks>(
        'GET',
        `${repo}/commits/${commit}/check-runs?${query}`,
      );
      const [newest] = runs;
      return newest === undefined ? null : (verdicts[newest.conclusion ?? ''] ?? 'pending');
    },
    async merge(number) {
      await ask('PUT', `${repo}/pulls/${number}/merge`, { merge_method: 'merge' });
    },
  };
}

function proposed(wire: WirePull): Proposed {
  return {
    number: wire.number,
    title: wire.title,
    url: wire.html_url,
    head: wire.head.sha,
    mergeable: wire.mergeable === true && MERGEABLE.includes(wire.mergeable_state ?? ''),
  };
}
