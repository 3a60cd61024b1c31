// A person at the forge, as the demo plays one: everything goes through GitLab's public API with their own token.

export interface OpenMergeRequest {
  readonly iid: number;
  readonly web_url: string;
  readonly title: string;
  readonly state: string;
  readonly sha: string;
  readonly source_branch: string;
  readonly detailed_merge_status: string;
}

export interface Note {
  readonly id: number;
  readonly body: string;
  readonly author: { readonly username: string };
  readonly system: boolean;
}

export interface Person {
  readonly name: string;
  file(path: string, ref: string): Promise<string>;
  /** One commit on a new branch, and the merge request for it. */
  propose(change: {
    readonly branch: string;
    readonly path: string;
    readonly text: string;
    readonly title: string;
  }): Promise<OpenMergeRequest>;
  mergeRequest(iid: number): Promise<OpenMergeRequest>;
  openMergeRequests(branch: string): Promise<readonly OpenMergeRequest[]>;
  notes(iid: number): Promise<readonly Note[]>;
  merge(iid: number): Promise<void>;
}

export function personAt(
  forge: { readonly url: string; readonly project: string },
  name: string,
  token: string,
): Person {
  const project = `/projects/${encodeURIComponent(forge.project)}`;

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${forge.url}/api/v4${project}${path}`, {
      method,
      headers: { 'private-token': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} as ${name}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  return {
    name,
    async file(path, ref) {
      const query = `/repository/files/${encodeURIComponent(path)}?ref=${encodeURIComponent(ref)}`;
      const { content } = await ask<{ content: string }>('GET', query);
      return Buffer.from(content, 'base64').toString('utf8');
    },
    async propose({ branch, path, text, title }) {
      await ask('POST', '/repository/commits', {
        branch,
        start_branch: 'main',
        commit_message: title,
        actions: [{ action: 'update', file_path: path, content: text }],
      });
      return ask('POST', '/merge_requests', {
        source_branch: branch,
        target_branch: 'main',
        title,
        remove_source_branch: true,
      });
    },
    mergeRequest: (iid) => ask('GET', `/merge_requests/${iid}`),
    openMergeRequests: (branch) =>
      ask('GET', `/merge_requests?state=opened&source_branch=${encodeURIComponent(branch)}`),
    notes: (iid) => ask('GET', `/merge_requests/${iid}/notes?sort=asc&per_page=100`),
    async merge(iid) {
      await ask('PUT', `/merge_requests/${iid}/merge`, { should_remove_source_branch: true });
    },
  };
}
