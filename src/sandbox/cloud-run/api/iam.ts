// Who may do what with a service: its allow policy, which the whole cloud goes by.

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/run';
import type { Policy as CloudPolicy, WishedPolicy } from '../../google/allow/policy.ts';
import { withoutConditions } from '../../google/allow/policy.ts';
import type { Api } from './api.ts';
import { existing, unary } from './api.ts';
import type { Policy } from '../messages.ts';
import { parseService, serviceName } from '../names.ts';
import { invalid } from '../../google/refusal.ts';

type Get = protos.google.iam.v1.IGetIamPolicyRequest;
type Set = protos.google.iam.v1.ISetIamPolicyRequest;
type Test = protos.google.iam.v1.ITestIamPermissionsRequest;

export function iamMethods(api: Api): UntypedServiceImplementation {
  const { access, cloud } = api;
  return {
    GetIamPolicy: unary(api, ({ options, resource }: Get, caller): Policy => {
      const key = parseService(resource);
      access.enter(caller, key, 'run.services.getIamPolicy');
      existing(api, key);
      return shown(cloud.policyOf(serviceName(key)), options?.requestedPolicyVersion ?? 0);
    }),
    SetIamPolicy: unary(api, ({ policy, resource }: Set, caller): Policy => {
      const key = parseService(resource);
      access.enter(caller, key, 'run.services.setIamPolicy');
      existing(api, key);
      return shown(cloud.setPolicy(serviceName(key), wished(policy ?? {})), 3);
    }),
    TestIamPermissions: unary(api, ({ permissions, resource }: Test, caller) => {
      const key = parseService(resource);
      existing(api, key);
      const unknown = (permissions ?? []).find((name) => !cloud.isPermission(name));
      if (unknown !== undefined) {
        throw invalid(`Permission ${unknown} is not valid for this resource.`);
      }
      const held = (name: string): boolean => cloud.may(caller, name, serviceName(key));
      return { permissions: (permissions ?? []).filter(held) };
    }),
  };
}

/** The wire carries bytes where a policy has base64. */
function wished({ bindings, etag, version }: Policy): WishedPolicy {
  return {
    version: version ?? 0,
    etag: Buffer.from(etag ?? []).toString('base64'),
    bindings: (bindings ?? []).map(({ condition, members, role }) => ({
      role: role ?? '',
      members: members ?? [],
      ...(condition ? { condition } : {}),
    })),
  };
}

function shown(policy: CloudPolicy, asked: number): Policy {
  const { bindings, etag, version } = asked === 3 ? policy : withoutConditions(policy);
  return {
    version,
    etag: Buffer.from(etag, 'base64'),
    bindings: bindings.map(({ members, ...rest }) => ({ ...rest, members: [...members] })),
  };
}
