// Whether Runway can log in to Vault, with every role that it needs.

import { fewAtOnce } from '../../ports/few-at-once.ts';
import { failed, type Finding, looked, notApplicable, passed } from '../../ports/finding.ts';
import { deploying, lookingAt, type Principal } from '../../ports/identity.ts';
import { vaultRole } from '../../resources/vault-names.ts';
import type { VaultPlace } from '../../resources/scope.ts';
import type { World } from '../connect/connect.ts';
import type { LoadedSettings } from '../settings.ts';
import type { Place } from './places.ts';

interface Login {
  readonly link: string;
  readonly workload: string;
  readonly as: Principal;
  readonly role: string;
}

export async function vaultLinks(
  loaded: LoadedSettings,
  { vault }: Pick<World, 'vault'>,
  { name, scope, provisioned }: Place,
): Promise<readonly Finding[]> {
  const link = `${name}: Vault`;
  const { vault: place } = scope;
  if (place === null) return [notApplicable(link, 'environment.yml names no `vault`.')];
  if (loaded.settings.vault === undefined) {
    const words = 'environment.yml names a `vault`, and the settings do not say where Vault is.';
    return [failed(link, words, 'Set `vault.url` in the settings.')];
  }
  const [first] = provisioned;
  if (first === undefined) {
    return [notApplicable(link, 'The inventory lists no workload here to look for.')];
  }
  const plans = { link: `${link} for plans`, workload: first.workload, as: lookingAt(scope) };
  const logins: readonly Login[] = [
    { ...plans, role: place.plans },
    ...provisioned.map((one) => ({
      link: `${one.target}: Vault`,
      workload: one.workload,
      as: deploying(one.scope, one.target),
      role: vaultRole(place, one.workload),
    })),
  ];
  return fewAtOnce(logins, (login) => loggedIn(vault, place, login));
}

function loggedIn(
  vault: World['vault'],
  place: VaultPlace,
  { link, ...login }: Login,
): Promise<Finding> {
  return looked(link, async () => {
    const names = await vault.names({ place, ...login }, AbortSignal.timeout(DEADLINE_MS));
    const found = names.length === 1 ? '1 secret' : `${names.length} secrets`;
    return passed(link, `Logs in as ${login.role}; ${login.workload} has ${found}.`);
  });
}

const DEADLINE_MS = 20_000;
