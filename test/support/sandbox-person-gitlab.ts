// What a person does at GitLab.

import type { AtForge, Commit, Hands, MergeRequest, State, Status } from './sandbox-person.ts';

interface WireMergeRequest {
  readonly iid: number;
  readonly title: string;
  readonly description: string;
  readonly state: State;
  readonly sha: string;
  readonly draft: boolean;
  readonly source_branch: string;
  readonly detailed_merge_status: string;
  readonly web_url: string;
}

interface WireProject {
  readonly id: number;
  readonly path_with_namespace: string;
}

interface WireFile {
  readonly content: string;
}

interface WireNote {
  readonly id: number;
  readonly body: string;
  readonly system: boolean;
  readonly author: { readonly username: string };
}

interface WireStatus {
  readonly name: string;
  readonly status: Status['status'];
  readonly description: string;
}

export function personOnGitLab({ forge, ask, get }: Hands): AtForge {
  const project = idOf(forge.project);
  const one = (number: number): string => `${project}/merge_requests/${number}`;
  const change = async (number: number, fields: object): Promise<void> => {
    await get('PUT', one(number), fields);
  };
  return {
    reference: (number) => `!${number}`,
    async file(path, ref = forge.defaultBranch, of = forge.project) {
      const found = await get<WireFile>('GET', fileAt({ path, ref, project: of }));
      return Buffer.from(found.content, 'base64').toString('utf8');
    },
    async paths() {
      const found = await get<readonly { type: string; path: string }[]>(
        'GET',
        `${project}/repository/tree?recursive=true&per_page=100`,
      );
      return found.filter(({ type }) => type === 'blob').map(({ path }) => path);
    },
    async commit({ branch, files, message, project: of = forge.project, start = false }) {
      const ref = start ? forge.defaultBranch : branch;
      const actions = Object.entries(files).map(async ([path, content]) => {
        if (content === null) return { action: 'delete', file_path: path };
        const { status } = await ask('GET', fileAt({ path, ref, project: of }));
        return { action: status === 404 ? 'create' : 'update', file_path: path, content };
      });
      const { id } = await get<Commit>('POST', `${idOf(of)}/repository/commits`, {
        branch,
        commit_message: message,
        actions: await Promise.all(actions),
        ...(start ? { start_branch: ref } : {}),
      });
      return id;
    },
    async fork() {
      return (await get<WireProject>('POST', `${project}/fork`)).path_with_namespace;
    },
    async open({ branch, description = '', draft = false, from = forge.project, title }) {
      const target = await get<WireProject>('GET', project);
      const opened = await get<WireMergeRequest>('POST', `${idOf(from)}/merge_requests`, {
        source_branch: branch,
        target_project_id: target.id,
        target_branch: forge.defaultBranch,
        title: draft ? `Draft: ${title}` : title,
        description,
        remove_source_branch: true,
      });
      return told(opened);
    },
    mergeRequest: async (number) => told(await get('GET', one(number))),
    async mergeRequests({ state, branch }) {
      const query = new URLSearchParams({ state, per_page: '100' });
      if (branch !== undefined) query.set('source_branch', branch);
      const found = await get<readonly WireMergeRequest[]>(
        'GET',
        `${project}/merge_requests?${query.toString()}`,
      );
      return found.map(told);
    },
    rename: (number, title) => change(number, { title }),
    async ready(number) {
      const { title } = await get<WireMergeRequest>('GET', one(number));
      await change(number, { title: title.replace(/^Draft: /, '') });
    },
    close: (number) => change(number, { state_event: 'close' }),
    reopen: (number) => change(number, { state_event: 'reopen' }),
    async approve(number) {
      await get('POST', `${one(number)}/approve`);
    },
    async merge(number, how = 'merge') {
      await get('PUT', `${one(number)}/merge`, { squash: how === 'squash' });
    },
    async notes(number) {
      const path = `${one(number)}/notes?sort=asc&per_page=100`;
      return (await get<readonly WireNote[]>('GET', path))
        .filter(({ system }) => !system)
        .map(({ author, body, id }) => ({ id, body, author: author.username }));
    },
    async say(number, body) {
      await get('POST', `${one(number)}/notes`, { body });
    },
    async statuses(sha) {
      const path = `${project}/repository/commits/${sha}/statuses?per_page=100`;
      const found = await get<readonly WireStatus[]>('GET', path);
      return new Map(
        found.map(({ description, name, status }) => [name, { status, words: description }]),
      );
    },
    commits: (ref) =>
      get<readonly Commit[]>(
        'GET',
        `${project}/repository/commits?ref_name=${encodeURIComponent(ref)}`,
      ),
    commitsOf: async (number) =>
      [...(await get<readonly Commit[]>('GET', `${one(number)}/commits`))].reverse(),
  };
}

function idOf(project: string): string {
  return `/projects/${encodeURIComponent(project)}`;
}

function fileAt(at: {
  readonly project: string;
  readonly path: string;
  readonly ref: string;
}): string {
  const query = `${encodeURIComponent(at.path)}?ref=${encodeURIComponent(at.ref)}`;
  return `${idOf(at.project)}/repository/files/${query}`;
}

function told(wire: WireMergeRequest): MergeRequest {
  return {
    number: wire.iid,
    title: wire.title,
    description: wire.description,
    state: wire.state,
    draft: wire.draft,
    branch: wire.source_branch,
    head: wire.sha,
    mergeable: wire.detailed_merge_status === 'mergeable',
    url: wire.web_url,
  };
}
