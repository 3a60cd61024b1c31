// The accounts of a workload, or of all workloads in an environment.

import { splitTarget, targetOf, type Target } from '../../resources/address.ts';
import { accountEmail, accountId, type AccountRole } from '../../resources/accounts.ts';
import type { Scope } from '../../resources/scope.ts';
import type { WireAccount } from './client/accounts.ts';
import type { Hands } from './hands.ts';
import { ownerIn } from './ownership.ts';

/** An account that is there. */
export interface Sighting {
  readonly target: Target;
  readonly part: AccountRole;
  readonly id: string;
  readonly email: string;
  readonly account: WireAccount;
  readonly owned: boolean;
}

const PARTS = ['runtime', 'deploy'] as const;

/** `names` are workloads to look for beside those that are ours, where the scope is a whole environment. */
export async function accountsIn(
  hands: Hands,
  scope: Scope,
  names: ReadonlySet<string>,
): Promise<readonly Sighting[]> {
  const { project } = scope.runtime;
  if (scope.workload !== null) {
    const places = placesOf(scope, scope.workload);
    const found = await Promise.all(places.map(({ email }) => hands.accounts.find(project, email)));
    return seen(hands, places, found);
  }
  const listed = await hands.accounts.list(project);
  const byEmail = new Map(listed.map((account) => [account.email ?? '', account]));
  const ours = listed.flatMap(({ description }) => {
    const { environment, workload } = splitTarget((ownerIn(description)?.target ?? '') as Target);
    return environment === scope.environment ? [workload] : [];
  });
  const places = [...new Set([...ours, ...names])].flatMap((name) => placesOf(scope, name));
  return seen(
    hands,
    places,
    places.map(({ email }) => byEmail.get(email) ?? null),
  );
}

type Place = Pick<Sighting, 'target' | 'part' | 'id' | 'email'>;

function placesOf({ environment, runtime }: Scope, workload: string): readonly Place[] {
  return PARTS.map((part) => {
    const target = targetOf(environment, workload);
    const email = accountEmail(runtime.project, workload, part);
    return { target, part, id: accountId(workload, part), email };
  });
}

function seen(
  { newcomers }: Hands,
  places: readonly Place[],
  found: readonly (WireAccount | null)[],
): readonly Sighting[] {
  return places.flatMap((place, at) => {
    const account = found[at] ?? null;
    if (account === null) return [];
    const owner = ownerIn(account.description);
    const owned = owner?.target === place.target;
    if (owned && owner.madeAt !== null) newcomers.made(place.email, owner.madeAt);
    return [{ ...place, account, owned }];
  });
}
