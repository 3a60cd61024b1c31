// The names of a workload's accounts at Google.

import type { Target } from './address.ts';
import { splitTarget } from './address.ts';
import type { Scope } from './scope.ts';

/**
 * Ids of 6 to 28 characters from workload ids of 2 to 24; Google takes 6 to 30.
 * Source: cloud.google.com/iam/docs/service-accounts-create
 */
const PREFIXES = { runtime: 'run-', deploy: 'dep-' } as const;

/** `runtime`: as which containers run. `deploy`: as which the bot deploys. */
export type AccountRole = keyof typeof PREFIXES;

export function accountId(workload: string, role: AccountRole): string {
  return `${PREFIXES[role]}${workload}`;
}

/** `run-checkout@acme-runway-production.iam.gserviceaccount.com` */
export function accountEmail(project: string, workload: string, role: AccountRole): string {
  return emailOf(project, accountId(workload, role));
}

/** Of an account by its id; the only place where an address is put together. */
export function emailOf(project: string, id: string): string {
  return `${id}@${project}.iam.gserviceaccount.com`;
}

/** As a policy names it. */
export function memberOf(email: string): string {
  return `serviceAccount:${email}`;
}

/** Of a member of a policy, which may be a group or a person too. */
export function memberEmail(member: string): string {
  return member.replace(/^[a-zA-Z]+:/, '');
}

/** The account that a target is deployed with, or null where the environment has none. */
export function deployAccount({ identity, runtime }: Scope, target: Target): string | null {
  if (identity === null) return null;
  return accountEmail(runtime.project, splitTarget(target).workload, 'deploy');
}
