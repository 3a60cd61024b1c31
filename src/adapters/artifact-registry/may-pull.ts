// Found out before the merge: whether Cloud Run may pull what is copied to a workload's repository.

import { Failure } from '../../ports/failure.ts';
import { lookingAt, type Principal } from '../../ports/identity.ts';
import type { Provider } from '../../ports/provider.ts';
import { memberOf } from '../../resources/accounts.ts';
import { targetOf } from '../../resources/address.ts';
import { notProvisioned } from '../../resources/not-provisioned.ts';
import type { Scope } from '../../resources/scope.ts';
import type { Binding } from '../google/policy.ts';
import type { ProjectReader } from '../google/project-reader.ts';
import { createRepositoriesApi, type RepositoriesApi } from './api.ts';
import type { ArtifactRegistry } from './artifact-registry.ts';
import { locationIn, placeOf, type Place } from './place.ts';

export interface PullCheck extends Omit<ArtifactRegistry, 'clock' | 'log'> {
  readonly projects: (as: Principal) => Pick<ProjectReader, 'number' | 'policy'>;
}

/**
 * Makes nothing: it only says what would be refused. Silent where the environment is not provisioned by Runway, and
 * where policies may not be read.
 */
export function createPullCheck(settings: PullCheck): Provider<never> {
  const repositoriesAs = createRepositoriesApi(settings);
  return {
    kinds: [],
    observe: () => Promise.resolve([]),
    async rehearse(scope, _desired, signal) {
      signal.throwIfAborted();
      const location = locationIn(scope.images);
      if (scope.workload === null || scope.identity === null || location === null) return [];
      const place = placeOf(scope.images, { location, name: scope.workload });
      const as = lookingAt(scope);
      const api = { repositories: repositoriesAs(as), projects: settings.projects(as) };
      try {
        return await lacking(api, scope, place);
      } catch (error) {
        const blind = error instanceof Failure && BLIND.has(error.code);
        if (blind) return [];
        throw error;
      }
    },
    apply: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  };
}

const BLIND: ReadonlySet<string> = new Set(['RUNWAY_RUNTIME_DENIED', 'RUNWAY_IDENTITY_DENIED']);

/** Roles that hold artifactregistry.repositories.downloadArtifacts. */
const PULLS: ReadonlySet<string> = new Set([
  ...['reader', 'writer', 'repoAdmin', 'admin'].map((role) => `roles/artifactregistry.${role}`),
  'roles/run.serviceAgent',
  'roles/viewer',
  'roles/editor',
  'roles/owner',
]);

interface Looking {
  readonly repositories: RepositoriesApi;
  readonly projects: ReturnType<PullCheck['projects']>;
}

async function lacking(
  { repositories, projects }: Looking,
  { environment, runtime }: Scope,
  place: Place,
): Promise<readonly string[]> {
  const repository = `${place.name} in ${place.location} (${place.project})`;
  const policy = await repositories.policy(place);
  if (policy === null) {
    const target = targetOf(environment, place.name);
    return [notProvisioned(target, `there is no image repository ${repository}.`)];
  }
  const agent = pullingAgent(await projects.number(runtime.project));
  if (mayPull(policy.bindings ?? [], agent)) return [];
  const above = await projects.policy(place.project);
  if (mayPull(above.bindings ?? [], agent)) return [];
  return [
    `Cloud Run pulls images as ${agent}, which may not read ${repository}. Grant it roles/artifactregistry.reader on ` +
      `${place.project}, or enable the Cloud Run API in ${runtime.project} again, which grants it there.`,
  ];
}

/**
 * The service agent of Cloud Run in a project.
 * Source: cloud.google.com/run/docs/deploying, "Deploying images from other Google Cloud projects".
 */
function pullingAgent(number: string): string {
  return `service-${number}@serverless-robot-prod.iam.gserviceaccount.com`;
}

/** A role that somebody made may hold the right: what cannot be told counts as held. */
function mayPull(bindings: readonly Binding[], agent: string): boolean {
  const names = [memberOf(agent), 'allUsers', 'allAuthenticatedUsers'];
  return bindings.some(
    ({ role, members }) =>
      (PULLS.has(role ?? '') || !role?.startsWith('roles/')) &&
      names.some((name) => members?.includes(name) === true),
  );
}
