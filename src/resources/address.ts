// How Runway names what it runs: the same text in plans, comments, logs and keys.

import type { Kind } from './kinds.ts';

/** One workload in one environment, written `production/checkout`. */
export type Target = `${string}/${string}`;

/**
 * One resource of a target: `production/checkout/Image`, or with its region
 * `production/checkout/Service/us-east1`, or with what tells it from its like
 * `production/checkout/Secret/API_KEY`.
 */
export type Address = `${Target}/${Kind}` | `${Target}/${Kind}/${string}`;

export function targetOf(environment: string, workload: string): Target {
  return `${environment}/${workload}`;
}

export function splitTarget(target: Target): { environment: string; workload: string } {
  const [environment = '', workload = ''] = target.split('/');
  return { environment, workload };
}

/** `part` is a region, or what tells two of one kind apart; null for kinds that a target has once, such as Image. */
export function addressOf(target: Target, kind: Kind, part: string | null): Address {
  return part === null ? `${target}/${kind}` : `${target}/${kind}/${part}`;
}
