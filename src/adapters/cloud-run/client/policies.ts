// Who may do what with one service: its own allow policy.

import type { protos } from '@google-cloud/run';
import { serviceName, type Location } from '../translation/wire.ts';
import { reading, writing, type RunCaller } from './caller.ts';

export type WirePolicy = protos.google.iam.v1.IPolicy;

/** Every method throws a Failure. */
export interface RunPolicies {
  /** Null: there is no such service. */
  policy(at: Location, name: string): Promise<WirePolicy | null>;
  /** False: somebody else wrote in between, and nothing was written. `members` are emails that it grants to. */
  setPolicy(at: Location, name: string, change: PolicyChange): Promise<boolean>;
}

export interface PolicyChange {
  readonly policy: WirePolicy;
  readonly members: readonly string[];
}

export function createRunPolicies({ attempt, find }: RunCaller): RunPolicies {
  return {
    policy: (at, name) =>
      find({
        ...reading('see who may change', at, name),
        send: async (clients, options) => {
          const resource = serviceName(at, name);
          const request = { resource, options: { requestedPolicyVersion: 3 } };
          const [found] = await clients.services.getIamPolicy(request, options);
          return found;
        },
      }),
    setPolicy: (at, name, { policy, members }) =>
      attempt({
        ...writing('say who may change', at, name),
        about: { members },
        send: (clients, options) =>
          clients.services.setIamPolicy({ resource: serviceName(at, name), policy }, options),
      }),
  };
}
