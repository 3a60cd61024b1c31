// Who may do what with a service. Only the invoker grant has an effect: at the front door.

import { createHash } from 'node:crypto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { protos } from '@google-cloud/run';
import type { Api } from './api.ts';
import { existing, unary } from './api.ts';
import type { Policy, StoredPolicy } from '../messages.ts';
import { parseService } from '../names.ts';
import { Refusal } from './refusal.ts';
import { status } from '@grpc/grpc-js';

type Get = protos.google.iam.v1.IGetIamPolicyRequest;
type Set = protos.google.iam.v1.ISetIamPolicyRequest;
type Test = protos.google.iam.v1.ITestIamPermissionsRequest;

export function iamMethods(api: Api): UntypedServiceImplementation {
  return {
    GetIamPolicy: unary(api, ({ resource }: Get): Policy => {
      const key = parseService(resource);
      api.access.enter(key, 'run.services.getIamPolicy');
      return shownPolicy(existing(api, key).policy);
    }),
    SetIamPolicy: unary(api, ({ policy, resource }: Set): Policy => {
      const key = parseService(resource);
      api.access.enter(key, 'run.services.setIamPolicy');
      const state = existing(api, key);
      const given = Buffer.from(policy?.etag ?? []);
      if (given.length > 0 && !given.equals(etag(state.policy))) {
        throw new Refusal(
          status.ABORTED,
          'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.',
        );
      }
      const next = { bindings: policy?.bindings ?? [], version: policy?.version ?? 1 };
      api.store.put({ ...state, policy: next });
      return shownPolicy(next);
    }),
    TestIamPermissions: unary(api, ({ permissions, resource }: Test) => {
      const key = parseService(resource);
      api.access.enter(key, 'run.services.get');
      existing(api, key);
      return { permissions: (permissions ?? []).filter((name) => name.startsWith('run.')) };
    }),
  };
}

/** Everybody, with or without an account, holds the invoker role. */
export function open({ bindings }: StoredPolicy): boolean {
  return bindings.some(
    ({ members, role }) => role === 'roles/run.invoker' && members?.includes('allUsers'),
  );
}

function shownPolicy(policy: StoredPolicy): Policy {
  return { ...policy, etag: etag(policy) };
}

function etag(policy: StoredPolicy): Buffer {
  return createHash('sha256').update(JSON.stringify(policy)).digest().subarray(0, 8);
}
