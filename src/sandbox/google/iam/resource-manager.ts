// Resource Manager v3 and v1, as far as one project and its allow policy go.

import type { Project } from '../projects.ts';
import { CloudRefusal, why } from '../refusal.ts';
import type { Call, Method } from './method.ts';
import { testedPermissions, readPolicy, versionInBody, writePolicy } from './policies.ts';

/** When every project of the sandbox was made. */
const MADE = '2026-01-01T00:00:00Z';

const shapes = {
  v1: ({ id, number }: Project): object => ({
    projectNumber: number,
    projectId: id,
    lifecycleState: 'ACTIVE',
    name: id,
    createTime: MADE,
  }),
  v3: ({ id, number }: Project): object => ({
    name: `projects/${number}`,
    projectId: id,
    state: 'ACTIVE',
    displayName: id,
    createTime: MADE,
  }),
} as const;

export const resourceManagerMethods: readonly Method[] = (['v3', 'v1'] as const).flatMap(methodsOf);

function methodsOf(version: keyof typeof shapes): readonly Method[] {
  const one = `/${version}/projects/{project}`;
  const method = (verb: string, name: string, answer: Method['answer']): Method => ({
    api: 'resource-manager',
    id: `${version}.projects.${verb}`,
    name,
    verb: verb === 'get' ? 'GET' : 'POST',
    path: verb === 'get' ? one : `${one}:${verb}`,
    answer,
  });
  return [
    method('get', 'GetProject', (call) => shapes[version](entered(call, 'get'))),
    method('getIamPolicy', 'GetIamPolicy', (call) =>
      readPolicy(call, nameOf(entered(call, 'getIamPolicy')), versionInBody(call.body)),
    ),
    method('setIamPolicy', 'SetIamPolicy', (call) =>
      writePolicy(call, nameOf(entered(call, 'setIamPolicy'))),
    ),
    method('testIamPermissions', 'TestIamPermissions', (call) =>
      testedPermissions(call, nameOf(existing(call))),
    ),
  ];
}

function entered(call: Call, verb: string): Project {
  const permission = `resourcemanager.projects.${verb}`;
  const named = call.path['project'] ?? '';
  if (call.cloud.may(call.caller, permission, `projects/${named}`)) return existing(call);
  const resource = `projects/${named}`;
  throw new CloudRefusal(
    'PERMISSION_DENIED',
    `Permission '${permission}' denied on resource '//cloudresourcemanager.googleapis.com/${resource}' (or it may not exist).`,
    [why('cloudresourcemanager.googleapis.com', { permission, resource })],
  );
}

function existing({ cloud, path }: Call): Project {
  const found = cloud.projects.find(path['project'] ?? '');
  if (found === null) {
    throw new CloudRefusal('PERMISSION_DENIED', 'The caller does not have permission');
  }
  return found;
}

function nameOf({ id }: Project): string {
  return `projects/${id}`;
}
