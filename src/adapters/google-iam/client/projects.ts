// The calls about projects that we use.

import type { cloudresourcemanager_v3 } from '@googleapis/cloudresourcemanager';
import type { IamCalls } from './calls.ts';
import type { IamPolicy } from './iam-policy.ts';

type WirePolicy = cloudresourcemanager_v3.Schema$Policy;
export type WireProject = cloudresourcemanager_v3.Schema$Project;

/** Every method throws a Failure. */
export interface ProjectsApi {
  /** The number that Google knows a project by, `415104041262`; it never changes. */
  number(project: string): Promise<string>;
  policy(project: string): Promise<IamPolicy>;
  /** False: somebody else wrote in between. */
  setPolicy(
    project: string,
    change: { readonly policy: IamPolicy; readonly members: readonly string[] },
  ): Promise<boolean>;
  /** Which of the permissions the caller has in the project. */
  allowed(project: string, wished: readonly string[]): Promise<readonly string[]>;
}

export function createProjectsApi({ call, attempt }: IamCalls): ProjectsApi {
  const numbers = new Map<string, string>();
  const plain = (project: string, verb: string, right: string) => ({
    api: 'resourceManager' as const,
    project,
    doing: { verb, what: `project ${project}`, right: `resourcemanager.projects.${right}` },
    about: { members: [] },
  });
  return {
    async number(project) {
      const known = numbers.get(project);
      if (known !== undefined) return known;
      const found = await call<WireProject>({
        ...plain(project, 'look at', 'get'),
        type: 'read',
        send: ({ projects }, options) =>
          projects.projects.get({ name: `projects/${project}` }, options),
      });
      const number = found.name?.split('/')[1] ?? '';
      numbers.set(project, number);
      return number;
    },
    async allowed(project, wished) {
      const answer = await call<cloudresourcemanager_v3.Schema$TestIamPermissionsResponse>({
        ...plain(project, 'test rights in', 'get'),
        type: 'read',
        send: ({ projects }, options) =>
          projects.projects.testIamPermissions(
            { resource: `projects/${project}`, requestBody: { permissions: [...wished] } },
            options,
          ),
      });
      return answer.permissions ?? [];
    },
    policy: (project) =>
      call({
        ...plain(project, 'see who has rights in', 'getIamPolicy'),
        type: 'read',
        send: ({ projects }, options) =>
          projects.projects.getIamPolicy(
            {
              resource: `projects/${project}`,
              // Asked for less, Google would leave conditions out, and a write would then drop them.
              requestBody: { options: { requestedPolicyVersion: 3 } },
            },
            options,
          ),
      }),
    setPolicy: (project, { policy, members }) =>
      attempt({
        ...plain(project, 'say who has rights in', 'setIamPolicy'),
        type: 'write',
        about: { members },
        send: ({ projects }, options) =>
          projects.projects.setIamPolicy(
            { resource: `projects/${project}`, requestBody: { policy: policy as WirePolicy } },
            options,
          ),
      }),
  };
}
