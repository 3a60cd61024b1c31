// Found out before the merge: whether the deploy account may make revisions that run as the runtime account.

import { Failure } from '../../ports/failure.ts';
import { accountOf } from '../../ports/identity.ts';
import type { Provider } from '../../ports/provider.ts';
import { accountEmail, deployAccount } from '../../resources/accounts.ts';
import { splitTarget, targetOf, type Target } from '../../resources/address.ts';
import { notProvisioned } from '../../resources/not-provisioned.ts';
import type { Scope } from '../../resources/scope.ts';
import { createAccountsApi } from './client/accounts.ts';
import { createIamCalls } from './client/calls.ts';
import type { GoogleIam } from './google-iam.ts';

const ACT_AS = 'iam.serviceAccounts.actAs';

/** Makes nothing: it only says what would be refused. Silent where the environment is not provisioned by Runway. */
export function createActAsCheck(settings: Omit<GoogleIam, 'clock' | 'log'>): Provider<never> {
  const callsAs = createIamCalls(settings);
  return {
    kinds: [],
    observe: () => Promise.resolve([]),
    async rehearse(scope, _desired, signal) {
      signal.throwIfAborted();
      if (scope.workload === null) return [];
      const target = targetOf(scope.environment, scope.workload);
      const deployer = deployAccount(scope, target);
      return deployer === null ? [] : lacking(callsAs, scope, { target, deployer });
    },
    apply: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  };
}

async function lacking(
  callsAs: ReturnType<typeof createIamCalls>,
  { runtime: { project } }: Scope,
  { target, deployer }: { readonly target: Target; readonly deployer: string },
): Promise<readonly string[]> {
  const accounts = createAccountsApi(callsAs(accountOf(deployer)));
  const runtime = accountEmail(project, splitTarget(target).workload, 'runtime');
  try {
    const allowed = await accounts.allowed(project, runtime, [ACT_AS]);
    if (allowed === null) return [notProvisioned(target, `there is no account ${runtime}.`)];
    if (allowed.includes(ACT_AS)) return [];
    return [notProvisioned(target, `${deployer} may not act as ${runtime} (${ACT_AS}).`)];
  } catch (error) {
    const denied = error instanceof Failure && error.code === 'RUNWAY_IDENTITY_DENIED';
    if (!denied) throw error;
    return [notProvisioned(target, error.message)];
  }
}
