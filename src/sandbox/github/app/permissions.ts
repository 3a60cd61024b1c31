// What the App is allowed and told: as `app.yml` asks for it.

import type { Access, Permissions } from '../../forge/model/app.ts';

export const appPermissions: Permissions = {
  metadata: 'read',
  contents: 'write',
  pull_requests: 'write',
  checks: 'write',
  deployments: 'write',
  merge_queues: 'read',
};

export const appEvents: readonly string[] = [
  'check_run',
  'check_suite',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'push',
];

export function allows(held: Permissions, name: string, wanted: Access): boolean {
  const access = name === 'metadata' ? 'write' : held[name];
  return access === 'write' || access === wanted;
}
