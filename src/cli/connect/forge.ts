// The forge that the settings name, and how git gets to the GitOps repository on it.

import { createPatientFetch } from '../../adapters/forge/patient-fetch.ts';
import type { RequestRefs } from '../../adapters/git/mirror.ts';
import { createGitHub } from '../../adapters/github/github.ts';
import { createGitLab } from '../../adapters/gitlab/gitlab.ts';
import type { GitHubForge, GitLabForge } from '../../documents/generated/documents.ts';
import type { Calls } from '../../ports/calls.ts';
import type { ExamineForge } from '../../ports/finding.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Log } from '../../ports/log.ts';
import type { PatientFetch } from '../../adapters/forge/patient-request.ts';
import type { Projects } from '../../ports/projects.ts';
import type { LoadedSettings } from '../settings.ts';

export interface ConnectedForge {
  readonly forge: Forge;
  readonly projects: Projects;
  /** For `runway doctor`. */
  readonly examine: ExamineForge;
  /** Where the forge keeps the heads of merge requests. */
  readonly requests: RequestRefs;
  /** Asked before each fetch and push, so that what was renewed is used at once. */
  readonly credentials: () => Promise<{ readonly username: string; readonly password: string }>;
}

interface Telling {
  readonly log: Log;
  readonly calls: Calls;
}

/** Asks nothing before the first call. */
export function connectForge(loaded: LoadedSettings, { log, calls }: Telling): ConnectedForge {
  const { forge } = loaded.settings;
  const fetch = createPatientFetch({ log, calls });
  switch (forge.kind) {
    case 'gitlab':
      return connectGitLab(forge, { loaded, fetch });
    case 'github':
      return connectGitHub(forge, { loaded, fetch, log });
  }
}

function connectGitLab(
  { url, project, defaultBranch, token: named }: GitLabForge,
  { loaded, fetch }: { readonly loaded: LoadedSettings; readonly fetch: PatientFetch },
): ConnectedForge {
  const token = (): Promise<string> => loaded.secret(named);
  return {
    ...createGitLab({
      url,
      project,
      token,
      fetch,
      ...(defaultBranch === undefined ? {} : { defaultBranch }),
    }),
    requests: 'refs/merge-requests/*/head',
    credentials: async () => ({ username: 'runway', password: await token() }),
  };
}

function connectGitHub(
  { url, api, project, defaultBranch, app, pace }: GitHubForge,
  {
    loaded,
    fetch,
    log,
  }: { readonly loaded: LoadedSettings; readonly fetch: PatientFetch; readonly log: Log },
): ConnectedForge {
  const { forge, projects, credentials, examine } = createGitHub({
    url,
    project,
    app: { id: app.id, privateKey: () => loaded.secret(app.privateKey) },
    ...(api === undefined ? {} : { api }),
    ...(pace === undefined ? {} : { pace }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
    fetch,
    log,
  });
  return { forge, projects, credentials, examine, requests: 'refs/pull/*/head' };
}
