// Who may do what with one service: its own allow policy.

import type { protos } from '@google-cloud/run';
import type { Asking } from '../../google/asking.ts';
import { CODE, codeOf } from '../../google/canonical-code.ts';
import type { Newcomers } from '../../google/newcomers.ts';
import { serviceName, type Location } from '../translation/wire.ts';
import type { Line } from './connection.ts';
import { doing, translated } from './failures.ts';
import { requestsOver } from './requests.ts';

export type WirePolicy = protos.google.iam.v1.IPolicy;

/** Every method throws a Failure. */
export interface RunPolicies {
  /** Null: there is no such service. */
  policy(at: Location, name: string): Promise<WirePolicy | null>;
  /** False: somebody else wrote in between, and nothing was written. `members` are emails that it grants to. */
  setPolicy(at: Location, name: string, change: PolicyChange): Promise<boolean>;
  /** Which of the permissions the caller has on the service; none where it is not there. */
  allowed(at: Location, name: string, wished: readonly string[]): Promise<readonly string[]>;
}

export interface PolicyChange {
  readonly policy: WirePolicy;
  readonly members: readonly string[];
}

export function createRunPolicies(
  line: Line,
  { asking, newcomers }: { readonly asking: Asking; readonly newcomers: Newcomers },
): RunPolicies {
  const { read, write } = requestsOver(line, asking);
  return {
    async policy(at, name) {
      const request = {
        resource: serviceName(at, name),
        options: { requestedPolicyVersion: 3 },
      };
      try {
        const [found] = await read(at, (clients, options) =>
          clients.services.getIamPolicy(request, options),
        );
        return found;
      } catch (error) {
        if (codeOf(error) === CODE.notFound) return null;
        throw translated(error, doing('see who may change', at, name));
      }
    },
    async setPolicy(at, name, { policy, members }) {
      const request = { resource: serviceName(at, name), policy };
      try {
        await write(at, (clients, options) => clients.services.setIamPolicy(request, options));
        return true;
      } catch (error) {
        if (codeOf(error) === CODE.aborted) return false;
        const excused = newcomers.excuse(error, { members });
        throw excused ?? translated(error, doing('say who may change', at, name));
      }
    },
    async allowed(at, name, wished) {
      const request = { resource: serviceName(at, name), permissions: [...wished] };
      try {
        const [answer] = await read(at, (clients, options) =>
          clients.services.testIamPermissions(request, options),
        );
        return answer.permissions ?? [];
      } catch (error) {
        if (codeOf(error) === CODE.notFound) return [];
        throw translated(error, doing('look at', at, name));
      }
    },
  };
}
