// Whether an image may be pulled: by Cloud Run's own account in the project, never by the revision's.

import { status } from '@grpc/grpc-js';
import type { Cloud } from '../../google/cloud.ts';
import { type Project, runServiceAgent } from '../../google/projects.ts';
import { callerOf } from '../../google/tokens/identities.ts';
import type { Problem, RevisionState, ServiceKey } from '../messages.ts';

/** Null where it may, and for what is in no project of ours: that is open to everybody, or not there. */
export function pullProblem(
  cloud: Cloud,
  { project }: ServiceKey,
  { template }: RevisionState,
): Problem | null {
  const own = cloud.projects.find(project);
  if (own === null) return null;
  for (const { image } of template.containers ?? []) {
    const place = placeOf(image ?? '');
    if (place === null || cloud.projects.find(place.project) === null) continue;
    const agent = runServiceAgent(own);
    const resource = `projects/${place.project}/locations/${place.location}/repositories/${place.repository}`;
    const permission = 'artifactregistry.repositories.downloadArtifacts';
    if (!cloud.may(callerOf(agent), permission, resource)) {
      return refused(agent, { image: image ?? '', from: place.project, own });
    }
  }
  return null;
}

interface Place {
  readonly location: string;
  readonly project: string;
  readonly repository: string;
}

/** `us-docker.pkg.dev/PROJECT/REPOSITORY/…`; null for other registries. */
function placeOf(image: string): Place | null {
  const [, location, project, repository] =
    /^([a-z0-9-]+)-docker\.pkg\.dev\/([^/]+)\/([^/@:]+)/.exec(image) ?? [];
  if (location === undefined || project === undefined || repository === undefined) return null;
  return { location, project, repository };
}

interface Asked {
  readonly image: string;
  readonly from: string;
  readonly own: Project;
}

/** https://cloud.google.com/run/docs/troubleshooting */
function refused(agent: string, { from, image, own }: Asked): Problem {
  const elsewhere =
    from === own.id
      ? ''
      : ` Note that the image is from project [${from}], which is not the same as this project [${own.id}]. Permission must be granted to the Google Cloud Run Service Agent ${agent} from this project.`;
  return {
    message: `Google Cloud Run Service Agent ${agent} must have permission to read the image, ${image}. Ensure that the provided container image URL is correct and that the above account has permission to access the image. If you just enabled the Cloud Run API, the permissions might take a few minutes to propagate.${elsewhere}`,
    code: status.PERMISSION_DENIED,
    reason: { reason: 'CONTAINER_MISSING' },
  };
}
