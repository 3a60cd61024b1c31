// Policies: who may do what with a workload's secrets.

import type { Making } from '../../../plan/plan.ts';
import type { Write } from '../../../ports/provider.ts';
import { movedOn, notOurs } from '../../../ports/refusals.ts';
import type { VaultPolicySpec } from '../../../resources/provisioned.ts';
import type { Observed } from '../../../resources/resource.ts';
import { textIn } from '../client/answers.ts';
import type { Errand, Hands } from './hands.ts';
import type { NamedPolicy } from './names.ts';
import { inWords, marked, unmarked } from './ownership.ts';
import { dropPlaceholder, hasPlaceholder, putPlaceholder } from './placeholder.ts';

/** Null where there is none of that name. */
export function policyText(hands: Hands, errand: Errand, name: string): Promise<string | null> {
  const known = errand.texts?.get(name);
  if (known !== undefined) return known;
  const found = readText(hands, errand, name);
  errand.texts?.set(name, found);
  return found;
}

async function readText(
  { api, login }: Hands,
  { place, signal }: Errand,
  name: string,
): Promise<string | null> {
  const found = await api.read({ login: login(place), path: pathOf(name) }, signal);
  return found === null ? null : textIn(found['policy']);
}

export async function observePolicies(
  hands: Hands,
  errand: Errand,
  named: readonly NamedPolicy[],
): Promise<readonly Observed<'VaultPolicy'>[]> {
  const found = await Promise.all(named.map((one) => observePolicy(hands, errand, one)));
  return found.filter((one) => one !== null);
}

async function observePolicy(
  hands: Hands,
  errand: Errand,
  { address, name, placeholder, target }: NamedPolicy,
): Promise<Observed<'VaultPolicy'> | null> {
  const text = await policyText(hands, errand, name);
  if (text === null) return null;
  const { owner, rules } = unmarked(text);
  const stands = placeholder !== null && (await hasPlaceholder(hands, errand, placeholder));
  return {
    kind: 'VaultPolicy',
    address,
    target,
    region: null,
    owned: owner === target,
    spec: { name, rules, placeholder: stands ? placeholder : null },
    health: { status: 'healthy' },
    facts: {},
  };
}

export async function applyPolicy(
  hands: Hands,
  errand: Errand,
  { write, step }: { readonly write: Write; readonly step: Making<'VaultPolicy'> },
): Promise<void> {
  const { adopt, target } = write;
  const { name, placeholder, rules } = step.after.spec;
  const text = await policyText(hands, errand, name);
  if (text !== null) {
    const now = unmarked(text);
    if (now.owner !== target && !adopt) throw notOurs(inWords(`policy ${name}`, target), 'adopt');
    if (!expected(now.rules, step)) throw movedOn(inWords(`policy ${name}`, target), 'was changed');
  }
  if (placeholder !== null) await putPlaceholder(hands, errand, placeholder);
  if (text === marked(rules, target)) return;
  const wanted = { login: hands.login(errand.place), path: pathOf(name) };
  await hands.api.write(wanted, { policy: marked(rules, target) }, errand.signal);
  hands.log.info('vault policy written', { target, policy: name });
}

/** What is there is what was seen, or already what it is to be. */
function expected(rules: string, { after, before }: Making<'VaultPolicy'>): boolean {
  return rules === after.spec.rules || rules === (before?.spec as VaultPolicySpec | null)?.rules;
}

export async function removePolicy(
  hands: Hands,
  errand: Errand,
  { spec, target }: Observed<'VaultPolicy'>,
): Promise<void> {
  const text = await policyText(hands, errand, spec.name);
  if (text === null) return;
  if (unmarked(text).owner !== target)
    throw notOurs(inWords(`policy ${spec.name}`, target), 'adopt');
  if (spec.placeholder !== null) await dropPlaceholder(hands, errand, spec.placeholder);
  const wanted = { login: hands.login(errand.place), path: pathOf(spec.name) };
  await hands.api.remove(wanted, errand.signal);
  hands.log.info('vault policy removed', { target, policy: spec.name });
}

function pathOf(name: string): string {
  return `sys/policies/acl/${name}`;
}
