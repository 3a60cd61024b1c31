// The workload's own repository for its images.

import type { Diagnostic, Document } from '../documents/document.ts';
import type { Environment } from '../documents/generated/documents.ts';
import { accountEmail, memberOf } from '../resources/accounts.ts';
import { splitTarget } from '../resources/address.ts';
import type { Resource } from '../resources/resource.ts';
import type { EnvironmentIdentity } from '../resources/scope.ts';
import type { Parts } from './compile.ts';
import { resource } from './resource.ts';

/** What an interrupted copy left behind is of no use to anybody after this. */
const UNTAGGED_DAYS = 30;

/** `us-docker.pkg.dev/acme-runway-dev`: Artifact Registry has repositories below a project, and nothing above them. */
const ARTIFACT_REGISTRY = /^([a-z0-9-]+)-docker\.pkg\.dev(\/.*)?$/;

/** None where images live in another registry, whose repositories are its own business. */
export function imageRepository(
  { target, scope }: Parts,
  { plans }: EnvironmentIdentity,
): readonly Resource[] {
  const [, location] = ARTIFACT_REGISTRY.exec(scope.images) ?? [];
  if (location === undefined) return [];
  const { workload } = splitTarget(target);
  const deployer = memberOf(accountEmail(scope.runtime.project, workload, 'deploy'));
  const spec = {
    name: workload,
    location,
    writers: [deployer],
    readers: [memberOf(plans)],
    untaggedDays: UNTAGGED_DAYS,
  };
  return [resource(target, null, { kind: 'ImageRepository', spec })];
}

export function imageErrors({ value, locate }: Document<Environment>): readonly Diagnostic[] {
  const [, location, path = ''] = ARTIFACT_REGISTRY.exec(value.spec.images) ?? [];
  if (location === undefined || /^\/[^/]+$/.test(path)) return [];
  return [
    {
      severity: 'error',
      summary: 'Workloads cannot get a repository of their own below another repository.',
      hint: `Write the project alone, such as \`${location}-docker.pkg.dev/${value.spec.runtime.project}\`.`,
      at: locate('/spec/images'),
    },
  ];
}
