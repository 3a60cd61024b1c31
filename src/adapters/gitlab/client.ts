// gitbeaker, loaded when the first call needs it and with our own request handling.

import type {
  Commits,
  Deployments,
  Environments,
  MergeRequestApprovals,
  MergeRequestNoteAwardEmojis,
  MergeRequestNotes,
  MergeRequests,
  ProjectMembers,
  Projects,
  Repositories,
  RepositoryFiles,
  Users,
} from '@gitbeaker/rest';
import type { PatientFetch } from '../forge/patient-request.ts';
import { foundOnce } from '../../ports/found-once.ts';
import { createRequestHandler } from './request.ts';

export interface Client {
  readonly approvals: MergeRequestApprovals;
  readonly commits: Commits;
  readonly deployments: Deployments;
  readonly environments: Environments;
  readonly notes: MergeRequestNotes;
  readonly reactions: MergeRequestNoteAwardEmojis;
  readonly mergeRequests: MergeRequests;
  readonly members: ProjectMembers;
  readonly projects: Projects;
  readonly repositories: Repositories;
  readonly files: RepositoryFiles;
  readonly users: Users;
}

export interface ClientSettings {
  /** `https://gitlab.example.com`, without a slash at the end. */
  readonly url: string;
  readonly token: () => Promise<string> | string;
  readonly fetch: PatientFetch;
}

export type LoadClient = () => Promise<Client>;

/** The command line starts faster for not importing gitbeaker (about 50 ms) before it is asked something. */
export function lazyClient(settings: ClientSettings): LoadClient {
  return foundOnce(() => load(settings));
}

async function load(settings: ClientSettings): Promise<Client> {
  const [rest, { createRequesterFn }] = await Promise.all([
    import('@gitbeaker/rest'),
    import('@gitbeaker/requester-utils'),
  ]);
  const options = {
    host: settings.url,
    token: async () => settings.token(),
    requesterFn: createRequesterFn(
      (_resource, request) => Promise.resolve(request),
      createRequestHandler(settings.fetch),
    ),
    queryTimeout: null,
    rateLimits: {},
  };
  return {
    approvals: new rest.MergeRequestApprovals(options),
    commits: new rest.Commits(options),
    deployments: new rest.Deployments(options),
    environments: new rest.Environments(options),
    notes: new rest.MergeRequestNotes(options),
    reactions: new rest.MergeRequestNoteAwardEmojis(options),
    mergeRequests: new rest.MergeRequests(options),
    members: new rest.ProjectMembers(options),
    projects: new rest.Projects(options),
    repositories: new rest.Repositories(options),
    files: new rest.RepositoryFiles(options),
    users: new rest.Users(options),
  };
}
