// Who may read a secret by its own policy: to be the workload's runtime account, and nobody else.

export interface Policy {
  readonly bindings: readonly Binding[];
  /** As it came; sent back so that nobody's change in between is lost. */
  readonly etag: Uint8Array | string | null;
}

export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  /** As the API has it; null without one. */
  readonly condition: unknown;
}

export const READER = 'roles/secretmanager.secretAccessor';

/** Roles on a secret that give no sight of its values; any other, a custom one too, is taken to. Google's list of Secret Manager roles. */
const NO_SIGHT: ReadonlySet<string> = new Set([
  'roles/secretmanager.viewer',
  'roles/secretmanager.secretVersionAdder',
  'roles/secretmanager.secretVersionManager',
  'roles/viewer',
  'roles/browser',
]);

/**
 * The account's own e-mail address where it alone may read; else everybody who may, with the role where it is another
 * one, sorted and in one text. Empty: nobody.
 */
export function readersIn({ bindings }: Policy): string {
  const readers = bindings.filter(seesValues).flatMap(({ role, members, condition }) =>
    members.map((member) => {
      const name = member.replace(/^serviceAccount:/, '');
      const more = [role === READER ? [] : [role], condition === null ? [] : ['on a condition']];
      return [name, ...more.flat()].join(' with ');
    }),
  );
  return [...new Set(readers)].sort().join(', ');
}

/** The same policy with this account as the only reader; what gives no sight of values stays. */
export function readableBy(policy: Policy, account: string): Policy {
  const others = policy.bindings.filter((binding) => !seesValues(binding));
  const own = { role: READER, members: [`serviceAccount:${account}`], condition: null };
  return { ...policy, bindings: [...others, own] };
}

function seesValues({ role }: Binding): boolean {
  return !NO_SIGHT.has(role);
}
