// The three methods with which every Google API shows and changes who may do what with its resources.

import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/secret-manager';
import { heldPermissions } from '../allow/held-permissions.ts';
import type { Caller } from '../allow/members.ts';
import type { Policy, WishedPolicy } from '../allow/policy.ts';
import { withoutConditions } from '../allow/policy.ts';
import type { Cloud } from '../cloud.ts';
import { type CloudRefusal, invalid } from '../refusal.ts';
import { unary, type Served } from './unary.ts';

type Get = protos.google.iam.v1.IGetIamPolicyRequest;
type Set = protos.google.iam.v1.ISetIamPolicyRequest;
type Test = protos.google.iam.v1.ITestIamPermissionsRequest;
type WirePolicy = protos.google.iam.v1.IPolicy;

export interface Guarded {
  /** `secretmanager.secrets`: the permissions are `….getIamPolicy` and `….setIamPolicy`. */
  readonly permissions: string;
  /** Checks the name and the quota. Throws. */
  readonly enter: (resource: string, write: boolean) => void;
  /** Throws PERMISSION_DENIED. */
  readonly require: (caller: Caller, permission: string, resource: string) => void;
  /** Null for what exists. */
  readonly missing: (resource: string) => CloudRefusal | null;
}

export function policyMethods(
  api: Served & { readonly cloud: Cloud },
  { enter, missing, permissions, require }: Guarded,
): UntypedServiceImplementation {
  return {
    GetIamPolicy: unary(api, ({ options, resource }: Get, caller): WirePolicy => {
      const name = resource ?? '';
      enter(name, false);
      require(caller, `${permissions}.getIamPolicy`, name);
      checkThere(missing(name));
      return shown(api.cloud.policyOf(name), options?.requestedPolicyVersion ?? 0);
    }),
    SetIamPolicy: unary(api, ({ policy, resource, updateMask }: Set, caller): WirePolicy => {
      const name = resource ?? '';
      enter(name, true);
      require(caller, `${permissions}.setIamPolicy`, name);
      checkThere(missing(name));
      if ((updateMask?.paths?.length ?? 0) > 0 && !updateMask?.paths?.includes('bindings')) {
        throw invalid('The update mask of a policy must name bindings.');
      }
      return shown(api.cloud.setPolicy(name, wished(policy ?? {})), 3);
    }),
    TestIamPermissions: unary(api, ({ permissions: asked, resource }: Test, caller) => {
      const name = resource ?? '';
      enter(name, false);
      const held = heldPermissions(api.cloud, caller, { asked: asked ?? [], resource: name });
      return { permissions: missing(name) === null ? [...held] : [] };
    }),
  };
}

function checkThere(missing: CloudRefusal | null): void {
  if (missing !== null) throw missing;
}

/** The wire has bytes where the policy has base 64. */
function wished({ bindings, etag, version }: WirePolicy): WishedPolicy {
  const given = Buffer.from(etag ?? []).toString('base64');
  return {
    version: version ?? 0,
    bindings: (bindings ?? []).map(({ condition, members, role }) => ({
      role: role ?? null,
      members: members ?? [],
      ...(condition ? { condition } : {}),
    })),
    ...(given === '' ? {} : { etag: given }),
  };
}

function shown(policy: Policy, wanted: number): WirePolicy {
  const { bindings, etag, version } = wanted === 3 ? policy : withoutConditions(policy);
  return {
    version,
    etag: Buffer.from(etag, 'base64'),
    bindings: bindings.map(({ condition, members, role }) => ({
      role,
      members: [...members],
      ...(condition === undefined ? {} : { condition }),
    })),
  };
}
