// Who may do what with one service: its own allow policy.

import type { protos } from '@google-cloud/run';
import type { CallOptions } from 'google-gax';
import { CODE, codeOf } from '../../google/canonical-code.ts';
import type { Newcomers } from '../../google/newcomers.ts';
import { serviceName, type Location } from '../translation/wire.ts';
import type { Asking } from './asking.ts';
import type { Clients } from './connection.ts';
import { translated, type Doing } from './failures.ts';

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

const NO_REPEATS: CallOptions = { retry: { retryCodes: [] } };
const READ: CallOptions = { ...NO_REPEATS, timeout: 10_000 };
const WRITE: CallOptions = { ...NO_REPEATS, timeout: 30_000 };

export function createRunPolicies(
  clients: () => Promise<Clients>,
  { asking, newcomers }: { readonly asking: Asking; readonly newcomers: Newcomers },
): RunPolicies {
  const doing = (verb: Doing['verb'], at: Location, name: string): Doing => ({
    verb,
    what: `${name} in ${at.region} (${at.project})`,
  });
  return {
    async policy(at, name) {
      const request = {
        resource: serviceName(at, name),
        options: { requestedPolicyVersion: 3 },
      };
      try {
        const [found] = await asking.read(at, async () =>
          (await clients()).services.getIamPolicy(request, READ),
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
        await asking.write(at, async () => (await clients()).services.setIamPolicy(request, WRITE));
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
        const [answer] = await asking.read(at, async () =>
          (await clients()).services.testIamPermissions(request, READ),
        );
        return answer.permissions ?? [];
      } catch (error) {
        if (codeOf(error) === CODE.notFound) return [];
        throw translated(error, doing('look at', at, name));
      }
    },
  };
}
