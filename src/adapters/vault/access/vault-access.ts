// Policies and roles in Vault, as a provider.

import type { Making } from '../../../plan/plan.ts';
import type { Log } from '../../../ports/log.ts';
import type { Provider } from '../../../ports/provider.ts';
import { splitTarget } from '../../../resources/address.ts';
import type { Resource } from '../../../resources/resource.ts';
import type { Scope } from '../../../resources/scope.ts';
import { createVaultApi } from '../client/api.ts';
import { ownAccount, type VaultSettings } from '../vault.ts';
import type { Errand, Hands } from './hands.ts';
import { policiesOf, rolesOf, workloadsIn } from './names.ts';
import { applyPolicy, observePolicies, removePolicy } from './policies.ts';
import { rehearseAccess } from './rehearse.ts';
import { applyRole, observeRoles, removeRole } from './roles.ts';

export type AccessKind = 'VaultPolicy' | 'VaultRole';

export interface VaultAccess extends VaultSettings {
  readonly log: Log;
  /** The Vault role of the provisioner itself. Left out: `runway-provisioner`. */
  readonly role?: string;
}

/** Asks as the process's own account. Nothing is loaded or asked before the first call. */
export function createVaultAccess(settings: VaultAccess): Provider<AccessKind> {
  const hands = handsOf(settings);
  return {
    kinds: ['VaultPolicy', 'VaultRole'],
    async observe(scope, wanted, signal) {
      const asking = errandIn(scope, signal);
      if (asking === null) return [];
      const errand: Errand = { ...asking, texts: new Map() };
      const workloads = await workloadsToLookFor(hands, errand, wanted);
      const policies = workloads.flatMap((id) => policiesOf(scope, errand.place, id));
      const roles = workloads.flatMap((id) => rolesOf(scope, errand.place, id));
      const seen = [
        ...(await observePolicies(hands, errand, policies)),
        ...(await observeRoles(hands, errand, roles)),
      ];
      const asked = new Set(wanted.map(({ target }) => target));
      return seen.filter((one) => scope.workload !== null || one.owned || asked.has(one.target));
    },
    async rehearse(scope, desired, signal) {
      const errand = errandIn(scope, signal);
      return errand === null ? [] : rehearseAccess(hands, errand, desired);
    },
    async apply(write, signal) {
      const errand = errandIn(write.scope, signal);
      if (errand === null) return;
      const steps: readonly Making<AccessKind>[] = write.steps;
      for (const step of steps)
        if (step.kind === 'VaultPolicy') await applyPolicy(hands, errand, { write, step });
      for (const step of steps)
        if (step.kind === 'VaultRole') await applyRole(hands, errand, { write, step });
    },
    async remove(scope, seen, signal) {
      const errand = errandIn(scope, signal);
      if (errand === null) return;
      if (seen.kind === 'VaultRole') await removeRole(hands, errand, seen);
      else await removePolicy(hands, errand, seen);
    },
  };
}

function handsOf(settings: VaultAccess): Hands {
  return {
    api: createVaultApi(settings),
    log: settings.log,
    url: settings.url,
    login: ({ audience, auth, namespace }) => ({
      namespace,
      auth,
      audience,
      account: ownAccount(settings),
      role: settings.role ?? 'runway-provisioner',
    }),
  };
}

/** Null for an environment without Vault. */
function errandIn(scope: Scope, signal: AbortSignal): Errand | null {
  signal.throwIfAborted();
  return scope.vault === null ? null : { scope, place: scope.vault, signal, texts: null };
}

async function workloadsToLookFor(
  { api, login }: Hands,
  { place, scope, signal }: Errand,
  wanted: readonly Resource<AccessKind>[],
): Promise<readonly string[]> {
  if (scope.workload !== null) return [scope.workload];
  const mounts = new Set([place.auth, ...(place.owners === null ? [] : [place.owners.auth])]);
  const lists = ['sys/policies/acl', ...[...mounts].map((auth) => `auth/${auth}/role`)];
  const names: string[] = [];
  for (const path of lists) names.push(...(await api.list({ login: login(place), path }, signal)));
  const asked = wanted.map(({ target }) => splitTarget(target).workload);
  return [...new Set([...workloadsIn(names, place), ...asked])];
}
