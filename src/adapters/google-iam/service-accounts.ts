// Accounts and what they may do in the project.

import type { Making } from '../../plan/plan.ts';
import type { Write } from '../../ports/provider.ts';
import { movedOn, notOurs } from '../../ports/refusals.ts';
import { emailOf } from '../../resources/accounts.ts';
import { addressOf } from '../../resources/address.ts';
import type { Observed } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import { grantsOf, withGrants, type Binding, type Grant } from '../google/policy.ts';
import { grantsFor, rolesIn } from './grants.ts';
import type { Hands } from './hands.ts';
import type { Sighting } from './look.ts';
import { descriptionOf, inWords, ownerIn } from './ownership.ts';

export async function observeAccounts(
  { projects }: Hands,
  { runtime }: Scope,
  sightings: readonly Sighting[],
): Promise<readonly Observed<'ServiceAccount'>[]> {
  if (sightings.length === 0) return [];
  const [policy, number] = await Promise.all([
    projects.policy(runtime.project),
    projects.number(runtime.project),
  ]);
  return sightings.map(({ target, part, id, email, account, owned }) => ({
    kind: 'ServiceAccount',
    address: addressOf(target, 'ServiceAccount', part),
    target,
    region: null,
    owned,
    spec: {
      id,
      title: account.displayName ?? '',
      ...rolesIn(grantsOf(policy.bindings ?? [], email), { id: runtime.project, number }),
    },
    health:
      account.disabled === true
        ? { status: 'degraded', message: `${email} is disabled.` }
        : { status: 'healthy' },
    facts: { uniqueId: account.uniqueId ?? '' },
  }));
}

type AccountStep = Making<'ServiceAccount'>;

/** Accounts first, then all of their roles in one change of the project's policy. */
export async function applyAccounts(
  hands: Hands,
  write: Write,
  { steps, signal }: { readonly steps: readonly AccountStep[]; readonly signal: AbortSignal },
): Promise<void> {
  if (steps.length === 0) return;
  const { project } = write.scope.runtime;
  for (const step of steps) await makeOne(hands, write, step);
  const number = await hands.projects.number(project);
  const wanted = steps.map(({ after }) => ({
    email: emailOf(project, after.spec.id),
    grants: grantsFor(after.spec, { id: project, number }),
  }));
  await grantOnProject(hands, { project, wanted }, signal);
  hands.log.info('service accounts written', {
    target: write.target,
    accounts: wanted.map(({ email }) => email),
  });
}

async function makeOne(hands: Hands, write: Write, step: AccountStep): Promise<void> {
  const { accounts, newcomers, clock } = hands;
  const { project } = write.scope.runtime;
  const { id, title } = step.after.spec;
  const email = emailOf(project, id);
  if (step.before === null) {
    const description = descriptionOf(write.target, clock.now());
    await accounts.create(project, id, { displayName: title, description });
    newcomers.made(email);
    return;
  }
  const account = await accounts.find(project, email);
  if (account === null) throw movedOn(inWords(email, write.target), 'is gone');
  const owner = ownerIn(account.description);
  const ours = owner?.target === write.target;
  if (!ours && !write.adopt) throw notOurs(inWords(email, write.target), 'adopt');
  if (ours && account.displayName === title) return;
  const description = ours ? (account.description ?? '') : descriptionOf(write.target, null);
  await accounts.describe(project, email, { displayName: title, description });
}

export async function removeAccount(
  hands: Hands,
  { scope, seen }: { readonly scope: Scope; readonly seen: Observed<'ServiceAccount'> },
  signal: AbortSignal,
): Promise<void> {
  const { accounts, log } = hands;
  const { project } = scope.runtime;
  const email = emailOf(project, seen.spec.id);
  const account = await accounts.find(project, email);
  if (account !== null && ownerIn(account.description)?.target !== seen.target)
    throw notOurs(inWords(email, seen.target), 'adopt');
  // Before the account: once it is gone, its lines in the policy can be told from nobody's.
  await grantOnProject(hands, { project, wanted: [{ email, grants: [] }] }, signal);
  if (account === null) return;
  await accounts.remove(project, email);
  log.info('service account removed', { target: seen.target, account: email });
}

interface Grants {
  readonly project: string;
  readonly wanted: readonly { readonly email: string; readonly grants: readonly Grant[] }[];
}

async function grantOnProject(
  { projects, changePolicy }: Hands,
  { project, wanted }: Grants,
  signal: AbortSignal,
): Promise<void> {
  const members = wanted.filter(({ grants }) => grants.length > 0).map(({ email }) => email);
  await changePolicy(
    {
      resource: `project ${project}`,
      read: () => projects.policy(project),
      write: (policy) => projects.setPolicy(project, { policy, members }),
      change: (bindings) =>
        wanted.reduce<readonly Binding[]>(
          (lines, { email, grants }) => withGrants(lines, email, grants),
          bindings,
        ),
    },
    signal,
  );
}
