// A person who works with GitLab's REST API.

import type { Ask, Person, Proposed, Verdict } from './person.ts';

interface WireMergeRequest {
  readonly iid: number;
  readonly title: string;
  readonly web_url: string;
  readonly sha: string;
  readonly detailed_merge_status: string;
}

interface WireNote {
  readonly body: string;
  readonly author: { readonly username: string };
  readonly system: boolean;
}

interface WireStatus {
  readonly name: string;
  readonly status: string;
}

const verdicts: Readonly<Record<string, Verdict>> = { success: 'passed', failed: 'failed' };

export function personOnGitLab(
  ask: Ask,
  at: { readonly project: string; readonly defaultBranch: string },
): Person {
  const project = `/projects/${encodeURIComponent(at.project)}`;
  return {
    reference: (number) => `!${number}`,
    async file(path, ref) {
      const query = `${encodeURIComponent(path)}?ref=${encodeURIComponent(ref)}`;
      const { content } = await ask<{ content: string }>(
        'GET',
        `${project}/repository/files/${query}`,
      );
      return Buffer.from(content, 'base64').toString('utf8');
    },
    async propose({ branch, isNew = false, path, text, title }) {
      await ask('POST', `${project}/repository/commits`, {
        branch,
        start_branch: at.defaultBranch,
        commit_message: title,
        actions: [{ action: isNew ? 'create' : 'update', file_path: path, content: text }],
      });
      const opened = await ask<WireMergeRequest>('POST', `${project}/merge_requests`, {
        source_branch: branch,
        target_branch: at.defaultBranch,
        title,
        remove_source_branch: true,
      });
      return proposed(opened);
    },
    mergeRequest: async (number) =>
      proposed(await ask('GET', `${project}/merge_requests/${number}`)),
    async openFrom(branch) {
      const query = `state=opened&source_branch=${encodeURIComponent(branch)}`;
      const found = await ask<readonly WireMergeRequest[]>(
        'GET',
        `${project}/merge_requests?${query}`,
      );
      return found.map(proposed);
    },
    async comments(number) {
      const notes = await ask<readonly WireNote[]>(
        'GET',
        `${project}/merge_requests/${number}/notes?sort=asc&per_page=100`,
      );
      return notes
        .filter(({ system }) => !system)
        .map(({ author, body }) => ({ author: author.username, text: body }));
    },
    async verdict(commit, name) {
      const path = `${project}/repository/commits/${commit}/statuses`;
      const [newest] = await ask<readonly WireStatus[]>(
        'GET',
        `${path}?name=${encodeURIComponent(name)}`,
      );
      return newest === undefined ? null : (verdicts[newest.status] ?? 'pending');
    },
    async merge(number) {
      await ask('PUT', `${project}/merge_requests/${number}/merge`, {
        should_remove_source_branch: true,
      });
    },
  };
}

function proposed(wire: WireMergeRequest): Proposed {
  return {
    number: wire.iid,
    title: wire.title,
    url: wire.web_url,
    head: wire.sha,
    mergeable: wire.detailed_merge_status === 'mergeable',
  };
}
