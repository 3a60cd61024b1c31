// Resource names and host names.

import { createHash } from 'node:crypto';
import type { ServiceKey } from './messages.ts';
import { CloudRefusal } from '../google/refusal.ts';
import { REGION_CODES } from '../google/regions.ts';

export interface Location {
  readonly project: string;
  readonly region: string;
}

export function parseLocation(name: string | null | undefined): Location {
  const [project, region] = parts(name, ['projects', 'locations']);
  return { project, region };
}

export function parseService(name: string | null | undefined): ServiceKey {
  const [project, region, id] = parts(name, ['projects', 'locations', 'services']);
  return { project, region, id };
}

export function parseRevision(name: string | null | undefined): {
  readonly key: ServiceKey;
  readonly revision: string;
} {
  const [project, region, id, revision] = parts(name, [
    'projects',
    'locations',
    'services',
    'revisions',
  ]);
  return { key: { project, region, id }, revision };
}

export function serviceName({ project, region, id }: ServiceKey): string {
  return `projects/${project}/locations/${region}/services/${id}`;
}

export function revisionName(key: ServiceKey, revision: string): string {
  return `${serviceName(key)}/revisions/${revision}`;
}

/** `checkout-k3v7q2abcd-ue.a.run.app`; the middle part is the same for all services of a project. */
export function host({ project, region, id }: ServiceKey): string {
  return `${id}-${hash(project)}-${REGION_CODES[region] ?? region.slice(0, 2)}.a.run.app`;
}

/** The second, newer address of a service: `checkout-123456789012.us-east1.run.app`. */
export function numberedHost({ region, id }: ServiceKey, projectNumber: string): string {
  return `${id}-${projectNumber}.${region}.run.app`;
}

export function tagHost(key: ServiceKey, tag: string): string {
  return `${tag}---${host(key)}`;
}

function hash(project: string): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
  const bytes = createHash('sha256').update(`host:${project}`).digest().subarray(0, 10);
  return [...bytes].map((byte) => alphabet[byte % 32]).join('');
}

type Parts = readonly [string, string, string, string];

function parts(name: string | null | undefined, collections: readonly string[]): Parts {
  const found = (name ?? '').split('/');
  const fits =
    found.length === collections.length * 2 &&
    collections.every((collection, index) => found[index * 2] === collection) &&
    found.every((part) => part !== '');
  if (!fits) {
    const wanted = collections.map((collection) => `${collection}/*`).join('/');
    throw new CloudRefusal(
      'INVALID_ARGUMENT',
      `Invalid resource name '${name ?? ''}'. Expected the form '${wanted}'.`,
    );
  }
  const [first = '', second = '', third = '', fourth = ''] = found.filter((_, i) => i % 2 === 1);
  return [first, second, third, fourth];
}
