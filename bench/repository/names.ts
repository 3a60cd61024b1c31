// Names and versions of a generated repository: always the same for the same place in it.

import { createHash } from 'node:crypto';

export const ENVIRONMENTS = ['dev', 'staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export interface WorkloadNames {
  readonly name: string;
  /** Path of the service project. */
  readonly project: string;
  readonly image: string;
  readonly owner: string;
  readonly department: string;
}

const NOUNS = ['orders', 'carts', 'prices', 'stock', 'search', 'users', 'mails', 'claims'];
const SORTS = ['api', 'web', 'worker', 'admin', 'sync'];
const OWNERS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
const DEPARTMENTS = ['shop', 'payments', 'logistics', 'support'];

export function workloadNames(index: number): WorkloadNames {
  const name = `${pick(NOUNS, index)}-${pick(SORTS, Math.floor(index / 8))}-${index + 1}`;
  return {
    name,
    project: `acme/${name}`,
    image: `registry.acme.dev/acme/${name}`,
    owner: pick(OWNERS, index),
    department: pick(DEPARTMENTS, index),
  };
}

/** A version of a workload, with the digest and the commit that belong to it. */
export interface GeneratedRelease {
  readonly version: string;
  readonly digest: `sha256:${string}`;
  readonly commit: string;
}

/** `step` counts the versions up: 0 is what the default branch has. */
export function releaseOf(workload: string, step: number): GeneratedRelease {
  const version = `1.4.${step}`;
  return {
    version,
    digest: `sha256:${hash('sha256', `${workload} ${version}`)}`,
    commit: hash('sha1', `${workload} ${version}`),
  };
}

export function pick<T>(from: readonly T[], index: number): T {
  const found = from[index % from.length];
  if (found === undefined) throw new Error('there is nothing to pick from');
  return found;
}

function hash(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
