// Allow policies as values. Whoever changes one keeps what is not theirs, down to the order.

import { memberOf } from '../../resources/accounts.ts';
import { byText } from '../../resources/text-order.ts';

/** One line of a policy, as REST and gRPC answers alike spell it. */
export interface Binding {
  readonly role?: string | null;
  readonly members?: string[] | null;
  readonly condition?: Condition | null;
}

export interface Condition {
  readonly title?: string | null;
  readonly description?: string | null;
  /** In the Common Expression Language. */
  readonly expression?: string | null;
}

/** What an account holds: a role, everywhere or under a condition. */
export interface Grant {
  readonly role: string;
  readonly condition: Condition | null;
}

export function grantsOf(bindings: readonly Binding[], email: string): readonly Grant[] {
  return bindings
    .filter(({ members }) => members?.includes(memberOf(email)) === true)
    .map(({ role, condition }) => ({ role: role ?? '', condition: condition ?? null }));
}

/** The same policy, but that this account holds exactly these grants. Where it does already, the very same lines. */
export function withGrants(
  bindings: readonly Binding[],
  email: string,
  grants: readonly Grant[],
): Binding[] {
  const missing = [...grants];
  const kept = bindings.map((binding) => {
    const at = missing.findIndex((grant) => grantedBy(binding, grant));
    if (at !== -1) missing.splice(at, 1);
    return withMember(binding, email, at !== -1);
  });
  const made = missing.map(({ role, condition }): Binding => {
    const members = [memberOf(email)];
    return condition === null ? { role, members } : { role, members, condition };
  });
  return [...kept.filter((binding, index) => !emptied(bindings[index], binding)), ...made];
}

/** Who holds a role without a condition. */
export function holdersOf(bindings: readonly Binding[], role: string): readonly string[] {
  return bindings
    .filter((binding) => grantedBy(binding, { role, condition: null }))
    .flatMap(({ members }) => members ?? []);
}

/** The same policy, but that exactly these hold the role, without a condition; the very same lines where they do. */
export function withHolders(
  bindings: readonly Binding[],
  role: string,
  members: readonly string[],
): Binding[] {
  if (sorted(holdersOf(bindings, role)) === sorted(members)) return [...bindings];
  const others = bindings.filter((binding) => !grantedBy(binding, { role, condition: null }));
  return members.length === 0 ? others : [...others, { role, members: [...members] }];
}

function sorted(members: readonly string[]): string {
  return [...members].sort(byText).join(' ');
}

function grantedBy(binding: Binding, { role, condition }: Grant): boolean {
  const expression = binding.condition?.expression ?? null;
  return binding.role === role && expression === (condition?.expression ?? null);
}

function withMember(binding: Binding, email: string, holds: boolean): Binding {
  const members = binding.members ?? [];
  const others = members.filter((member) => !stale(member, email) && member !== memberOf(email));
  const held = members.includes(memberOf(email));
  if (holds === held && others.length === members.length - (held ? 1 : 0)) return binding;
  return { ...binding, members: holds ? [...others, memberOf(email)] : others };
}

/** What is left in a policy of an account that was deleted; one of the same name made later does not hold it. */
function stale(member: string, email: string): boolean {
  return member.startsWith(`deleted:${memberOf(email)}?uid=`);
}

function emptied(before: Binding | undefined, after: Binding): boolean {
  return (before?.members ?? []).length > 0 && (after.members ?? []).length === 0;
}
