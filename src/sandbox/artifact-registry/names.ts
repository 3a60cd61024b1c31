// Resource names of Artifact Registry: its answers name projects by id.

import { REGIONS } from '../google/regions.ts';
import type { Projects } from '../google/projects.ts';
import { CloudRefusal, invalid } from '../google/refusal.ts';

export interface Place {
  readonly project: string;
  /** Empty when there is no such project. */
  readonly number: string;
  readonly location: string;
}

export interface RepositoryName extends Place {
  /** With the project's id, however the request names it. */
  readonly name: string;
  readonly id: string;
}

const LOCATIONS = new Set([...REGIONS, 'us', 'europe', 'asia']);

/** Throws INVALID_ARGUMENT, and NOT_FOUND for a location that does not exist. */
export function parsePlace(given: string | null | undefined, projects: Projects): Place {
  const [named = '', location = ''] = parts(given, 'projects/*/locations/*');
  if (!LOCATIONS.has(location)) {
    throw new CloudRefusal(
      'NOT_FOUND',
      `Location ${location} is not found or access is unauthorized.`,
    );
  }
  const project = projects.find(named);
  return { project: project?.id ?? named, number: project?.number ?? '', location };
}

/** Throws as `parsePlace`. */
export function parseRepository(
  given: string | null | undefined,
  projects: Projects,
): RepositoryName {
  const [project, location, id = ''] = parts(given, 'projects/*/locations/*/repositories/*');
  const place = parsePlace(`projects/${project}/locations/${location}`, projects);
  return { ...place, id, name: repositoryName(place, id) };
}

/** Throws as `parsePlace`. */
export function parseOperation(
  given: string | null | undefined,
  projects: Projects,
): Place & { readonly name: string } {
  const [project, location, id = ''] = parts(given, 'projects/*/locations/*/operations/*');
  const place = parsePlace(`projects/${project}/locations/${location}`, projects);
  return { ...place, name: `projects/${place.project}/locations/${location}/operations/${id}` };
}

export function repositoryName({ location, project }: Omit<Place, 'number'>, id: string): string {
  return `projects/${project}/locations/${location}/repositories/${id}`;
}

/** Throws INVALID_ARGUMENT. https://cloud.google.com/artifact-registry/docs/repositories/create-repos */
export function checkId(id: string): void {
  if (/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(id)) return;
  throw invalid(
    `invalid repository ID "${id}": it must begin with a letter, hold lowercase letters, numbers and hyphens only, end with a letter or number, and be at most 63 characters long`,
  );
}

export function notFound(): CloudRefusal {
  return new CloudRefusal('NOT_FOUND', 'Requested entity was not found.');
}

function parts(given: string | null | undefined, form: string): readonly string[] {
  const pattern = new RegExp(`^${form.replaceAll('*', '([^/]+)')}$`);
  const found = pattern.exec(given ?? '');
  if (found === null) throw invalid(`Invalid resource name "${given ?? ''}": expected "${form}".`);
  return found.slice(1);
}
