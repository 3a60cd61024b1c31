// Service accounts and the trust between them, as a provider.

import type { Calls } from '../../ports/calls.ts';
import type { Clock } from '../../ports/clock.ts';
import { SELF, type Identity } from '../../ports/identity.ts';
import type { Log } from '../../ports/log.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Newcomers } from '../google/newcomers.ts';
import { createAccountsApi } from './client/accounts.ts';
import { createIamCalls } from './client/calls.ts';
import type { Connection } from './client/connection.ts';
import { createPolicyWriter } from '../google/policy-writer.ts';
import { createProjectsApi } from './client/projects.ts';
import type { Hands } from './hands.ts';
import { accountsIn } from './look.ts';
import { applyAccounts, observeAccounts, removeAccount } from './service-accounts.ts';
import { applyTrust, observeTrust, removeTrust } from './trust.ts';

export type IamKind = 'ServiceAccount' | 'Trust';

export interface GoogleIam extends Connection {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Log;
  readonly calls: Calls;
  /** Shared with whatever else names the accounts. */
  readonly newcomers: Newcomers;
}

/** Asks as the process's own account. The libraries are loaded with the first call. */
export function createGoogleIam(settings: GoogleIam): Provider<IamKind> {
  const hands = handsOf(settings);
  return {
    kinds: ['ServiceAccount', 'Trust'],
    async observe(scope, wanted, signal) {
      signal.throwIfAborted();
      const found = await accountsIn(hands, scope, namesOf(wanted));
      const [accounts, trust] = await Promise.all([
        observeAccounts(hands, scope, found),
        observeTrust(hands, scope, found),
      ]);
      return [...accounts, ...trust];
    },
    async rehearse(scope, desired, signal) {
      signal.throwIfAborted();
      if (desired.length === 0) return [];
      const { project } = scope.runtime;
      const needed = neededIn(scope);
      const allowed = await hands.projects.allowed(project, needed);
      const missing = needed.filter((permission) => !allowed.includes(permission));
      return missing.length === 0 ? [] : [lacking(project, missing)];
    },
    async apply(write, signal) {
      signal.throwIfAborted();
      const accounts = write.steps.filter((step) => step.kind === 'ServiceAccount');
      await applyAccounts(hands, write, { steps: accounts, signal });
      for (const step of write.steps.filter(({ kind }) => kind === 'Trust'))
        if (step.kind === 'Trust') await applyTrust(hands, write, { step, signal });
    },
    async remove(scope, seen, signal) {
      signal.throwIfAborted();
      if (seen.kind === 'Trust') await removeTrust(hands, { scope, seen }, signal);
      else await removeAccount(hands, { scope, seen }, signal);
    },
  };
}

function handsOf(settings: GoogleIam): Hands {
  const calls = createIamCalls(settings)(SELF);
  return {
    accounts: createAccountsApi(calls),
    projects: createProjectsApi(calls),
    changePolicy: createPolicyWriter(settings.clock),
    newcomers: settings.newcomers,
    clock: settings.clock,
    log: settings.log,
  };
}

function namesOf(wanted: readonly Resource<IamKind>[]): ReadonlySet<string> {
  return new Set(wanted.map(({ target }) => splitTarget(target).workload));
}

/** What the provisioner cannot do without in a project, whatever the kind, and which role holds it. */
const HOLDERS: Readonly<Record<string, string>> = {
  'iam.serviceAccounts.create': 'roles/iam.serviceAccountAdmin',
  'iam.serviceAccounts.setIamPolicy': 'roles/iam.serviceAccountAdmin',
  // A service runs as an account, one that was made ahead too.
  'iam.serviceAccounts.actAs': 'roles/iam.serviceAccountUser',
  'resourcemanager.projects.setIamPolicy': 'roles/resourcemanager.projectIamAdmin',
  'run.services.create': 'roles/run.admin',
  'run.services.setIamPolicy': 'roles/run.admin',
  'artifactregistry.repositories.create': 'roles/artifactregistry.admin',
  'artifactregistry.repositories.setIamPolicy': 'roles/artifactregistry.admin',
};

/** Repositories may be in another project, or in no Artifact Registry at all. */
function neededIn({ images, runtime }: Scope): readonly string[] {
  const own = images.endsWith(`-docker.pkg.dev/${runtime.project}`);
  return Object.keys(HOLDERS).filter((each) => own || !each.startsWith('artifactregistry.'));
}

function lacking(project: string, missing: readonly string[]): string {
  const roles = [...new Set(missing.map((permission) => HOLDERS[permission] ?? permission))];
  return `The account that the provisioner runs as lacks ${missing.join(', ')} in ${project}. Grant it ${roles.join(' and ')} there.`;
}
