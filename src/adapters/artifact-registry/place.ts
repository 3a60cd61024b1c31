// Where a repository is: an environment's prefix of images says in which project.

import { Failure } from '../../ports/failure.ts';
import type { Target } from '../../resources/address.ts';

export interface Place {
  readonly project: string;
  /** `us`, `europe-west1`. */
  readonly location: string;
  readonly name: string;
}

/** `images` is the prefix of the environment: `us-docker.pkg.dev/acme-runway-production`. */
export function placeOf(
  images: string,
  { location, name }: { readonly location: string; readonly name: string },
): Place {
  const [, project = ''] = images.split('/');
  if (project === '') throw noProject(images);
  return { project, location, name };
}

/** `us-docker.pkg.dev` is in `us`; null for a host that is not Artifact Registry's. */
export function locationIn(images: string): string | null {
  return /^([a-z0-9-]+)-docker\.pkg\.dev\//.exec(`${images}/`)?.[1] ?? null;
}

export function parentName({ project, location }: Place): string {
  return `projects/${project}/locations/${location}`;
}

export function repositoryName(place: Place): string {
  return `${parentName(place)}/repositories/${place.name}`;
}

/** As a sentence about it begins. */
export function inWords({ name, location, project }: Place, target: Target): string {
  return `The image repository ${name} of ${target} in ${location} (${project})`;
}

function noProject(images: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_REFUSED',
    message: `The images prefix ${images} does not say which project its repositories are in.`,
    hint: 'Write LOCATION-docker.pkg.dev/PROJECT under `images` in environment.yml.',
    retry: 'never',
  });
}
