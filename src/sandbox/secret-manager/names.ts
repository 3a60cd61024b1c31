// Resource names of Secret Manager: its answers name projects by number, requests as they like.

import type { Project, Projects } from '../google/projects.ts';
import { CloudRefusal, invalid } from '../google/refusal.ts';

export interface SecretName {
  /** Null when there is no such project. */
  readonly project: Project | null;
  /** With the project's number. */
  readonly name: string;
  /** As the request has it, without the version. */
  readonly given: string;
}

export interface VersionName extends SecretName {
  /** A number, `latest` or an alias. */
  readonly version: string;
}

/** Throws INVALID_ARGUMENT: for secrets of one region too, which live under other addresses. */
export function parseSecret(given: string | null | undefined, projects: Projects): SecretName {
  const [project = '', id = ''] = parts(given, 'projects/*/secrets/*');
  return named(project, id, projects);
}

/** Throws INVALID_ARGUMENT. */
export function parseVersion(given: string | null | undefined, projects: Projects): VersionName {
  const [project = '', id = '', version = ''] = parts(given, 'projects/*/secrets/*/versions/*');
  return { ...named(project, id, projects), version };
}

/** Throws INVALID_ARGUMENT. */
export function parseProject(given: string | null | undefined, projects: Projects): Project | null {
  const [project = ''] = parts(given, 'projects/*');
  return projects.find(project);
}

/** Throws INVALID_ARGUMENT. */
export function checkId(id: string): void {
  if (/^[a-zA-Z0-9_-]{1,255}$/.test(id)) return;
  throw mismatch(id, '[a-zA-Z_0-9]+');
}

export function noSecret(name: string): CloudRefusal {
  return new CloudRefusal('NOT_FOUND', `Secret [${name}] not found.`);
}

export function noVersion(name: string): CloudRefusal {
  return new CloudRefusal('NOT_FOUND', `Secret Version [${name}] not found.`);
}

function named(given: string, id: string, projects: Projects): SecretName {
  const project = projects.find(given);
  const name = `projects/${project?.number ?? given}/secrets/${id}`;
  return { project, name, given: `projects/${given}/secrets/${id}` };
}

function parts(given: string | null | undefined, form: string): readonly string[] {
  const pattern = new RegExp(`^${form.replaceAll('*', '([^/]+)')}$`);
  const found = pattern.exec(given ?? '');
  if (found === null) throw mismatch(given ?? '', form);
  return found.slice(1);
}

function mismatch(given: string, form: string): CloudRefusal {
  return invalid(`The provided Secret ID [${given}] does not match the expected format [${form}]`);
}
