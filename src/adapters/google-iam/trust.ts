// Who may act as a workload's deploy account, and that it may act as the runtime account: on the accounts' own policies.

import type { Making } from '../../plan/plan.ts';
import { fewAtOnce } from '../../ports/few-at-once.ts';
import type { Write } from '../../ports/provider.ts';
import { movedOn, notOurs } from '../../ports/refusals.ts';
import { memberEmail, memberOf } from '../../resources/accounts.ts';
import { addressOf } from '../../resources/address.ts';
import type { Observed } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import { byText } from '../../resources/text-order.ts';
import { grantsOf, withGrants, type Binding, type Grant } from '../google/policy.ts';
import type { Hands } from './hands.ts';
import type { Sighting } from './look.ts';
import { inWords, ownerIn } from './ownership.ts';

const IMPERSONATES = 'roles/iam.serviceAccountTokenCreator';
const ACTS_AS: Grant = { role: 'roles/iam.serviceAccountUser', condition: null };

export async function observeTrust(
  { accounts }: Hands,
  { runtime: { project }, identity }: Scope,
  sightings: readonly Sighting[],
): Promise<readonly Observed<'Trust'>[]> {
  const bot = identity === null ? null : memberOf(identity.bot);
  const deployers = sightings.filter(({ part }) => part === 'deploy');
  const found = await fewAtOnce(
    deployers,
    async ({ target, email, owned }): Promise<Observed<'Trust'> | null> => {
      const other = sightings.find((one) => one.target === target && one.part === 'runtime');
      const [own, runtime] = await Promise.all([
        accounts.policy(project, email),
        other === undefined ? null : accounts.policy(project, other.email),
      ]);
      const impersonators = usersIn(own?.bindings ?? []);
      const actsAs = actsAsIn(runtime?.bindings ?? [], email, other?.email ?? '');
      if (impersonators.length === 0 && actsAs === '') return null;
      return {
        kind: 'Trust',
        address: addressOf(target, 'Trust', null),
        target,
        region: null,
        owned,
        spec: { account: email, impersonators, actsAs },
        health: { status: 'healthy' },
        facts: { strangers: impersonators.filter((one) => one !== bot) },
      };
    },
  );
  return found.filter((one) => one !== null);
}

/**
 * Everybody who is named in the account's policy, whatever the role: any of them may be a way to act as it, and the
 * policy of a deploy account holds nobody but the bot.
 */
function usersIn(bindings: readonly Binding[]): readonly string[] {
  return bindings
    .flatMap((binding) =>
      (binding.members ?? []).map((member) =>
        plain(binding)
          ? member
          : `${member} as ${binding.role}${binding.condition ? ', at times' : ''}`,
      ),
    )
    .sort(byText);
}

function plain({ role, condition }: Binding): boolean {
  return role === IMPERSONATES && !condition;
}

/** The runtime account where the deploy account holds the role on it and nothing else, with the rest said otherwise. */
function actsAsIn(bindings: readonly Binding[], deployer: string, runtime: string): string {
  const grants = grantsOf(bindings, deployer);
  const others = grants.filter(
    ({ role, condition }) => role !== ACTS_AS.role || condition !== null,
  );
  if (others.length === 0) return grants.length > 0 ? runtime : '';
  return `${runtime} with ${others.map(({ role }) => role).join(', ')}`;
}

export async function applyTrust(
  hands: Hands,
  write: Write,
  { step, signal }: { readonly step: Making<'Trust'>; readonly signal: AbortSignal },
): Promise<void> {
  const { account, impersonators, actsAs } = step.after.spec;
  const at = { scope: write.scope, signal };
  await mustBeOurs(hands, write, account);
  const line: Binding = { role: IMPERSONATES, members: [...impersonators] };
  const names = impersonators.map(memberEmail);
  await changeOn(hands, at, {
    email: account,
    members: names,
    change: (bindings) => (usersIn(bindings).join() === usersIn([line]).join() ? bindings : [line]),
  });
  await changeOn(hands, at, {
    email: actsAs,
    members: [account],
    change: (bindings) => withGrants(bindings, account, [ACTS_AS]),
  });
  hands.log.info('trust written', { target: write.target, account });
}

export async function removeTrust(
  hands: Hands,
  { scope, seen }: { readonly scope: Scope; readonly seen: Observed<'Trust'> },
  signal: AbortSignal,
): Promise<void> {
  const { account, actsAs } = seen.spec;
  const { project } = scope.runtime;
  const found = await hands.accounts.find(project, account);
  if (found === null) return;
  if (ownerIn(found.description)?.target !== seen.target)
    throw notOurs(inWords(account, seen.target), 'adopt');
  const at = { scope, signal };
  await changeOn(hands, at, { email: account, members: [], change: () => [] });
  const [runtime = ''] = actsAs.split(' ');
  if (runtime === '' || (await hands.accounts.find(project, runtime)) === null) return;
  await changeOn(hands, at, {
    email: runtime,
    members: [],
    change: (bindings) => withGrants(bindings, account, []),
  });
}

async function mustBeOurs(
  { accounts }: Hands,
  { scope, target }: Write,
  email: string,
): Promise<void> {
  const found = await accounts.find(scope.runtime.project, email);
  if (found === null) throw movedOn(inWords(email, target), 'is gone');
  if (ownerIn(found.description)?.target !== target) throw notOurs(inWords(email, target), 'adopt');
}

interface Change {
  readonly email: string;
  readonly members: readonly string[];
  readonly change: (bindings: readonly Binding[]) => readonly Binding[];
}

async function changeOn(
  { accounts, changePolicy }: Hands,
  { scope, signal }: { readonly scope: Scope; readonly signal: AbortSignal },
  { email, members, change }: Change,
): Promise<void> {
  const { project } = scope.runtime;
  await changePolicy(
    {
      resource: `service account ${email}`,
      read: () => accounts.policyToChange(project, email),
      write: (policy) => accounts.setPolicy(project, email, { policy, members }),
      change,
    },
    signal,
  );
}
