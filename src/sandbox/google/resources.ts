// What a resource name means to the access check: whose policies count, and what conditions see of it.

import type { Projects } from './projects.ts';

/** What a condition can ask about; empty where the vendor tells conditions nothing. */
export interface Attributes {
  readonly service: string;
  readonly type: string;
  readonly name: string;
}

export interface Resource {
  /** With the project's id, however it was named. */
  readonly name: string;
  readonly project: string;
  /** The resources whose allow policies count: the nearest first, the project last. */
  readonly holders: readonly string[];
  readonly attributes: Attributes;
}

/** Collections whose members carry an allow policy of their own. */
const HOLDERS = [
  /^projects\/[^/]+\/(?:secrets|serviceAccounts)\/[^/]+/,
  /^projects\/[^/]+\/locations\/[^/]+\/(?:services|jobs|repositories|secrets)\/[^/]+/,
];

/** `projects/P/…` with P an id or a number; null for anything else, and for a project that does not exist. */
export function resourceOf(named: string, projects: Projects): Resource | null {
  const [, given = '', rest = ''] = /^projects\/([^/]+)(\/.+)?$/.exec(named) ?? [];
  const project = projects.find(given);
  if (project === null) return null;
  const name = `projects/${project.id}${rest}`;
  const own = HOLDERS.flatMap((pattern) => pattern.exec(name)?.[0] ?? []);
  return {
    name,
    project: project.id,
    holders: [...own, `projects/${project.id}`],
    attributes: attributesOf(`projects/${project.number}${rest}`, rest),
  };
}

const UNKNOWN: Attributes = { service: '', type: '', name: '' };

/**
 * Names carry the project's number. Cloud Run, Artifact Registry and service accounts tell conditions nothing.
 * https://cloud.google.com/iam/docs/conditions-resource-attributes
 */
function attributesOf(name: string, rest: string): Attributes {
  if (rest === '') return known('cloudresourcemanager', 'Project', name);
  const [, version] =
    /^\/(?:locations\/[^/]+\/)?secrets\/[^/]+(\/versions\/[^/]+)?$/.exec(rest) ?? [];
  if (!/^\/(?:locations\/[^/]+\/)?secrets\//.test(rest)) return UNKNOWN;
  return known('secretmanager', version === undefined ? 'Secret' : 'SecretVersion', name);
}

function known(api: string, type: string, name: string): Attributes {
  const service = `${api}.googleapis.com`;
  return { service, type: `${service}/${type}`, name };
}
