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

/** Members who may read, sorted; with the role where it is another one, and with what it depends on. */
export function readersIn({ bindings }: Policy): readonly string[] {
  const readers = bindings
    .filter(seesValues)
    .flatMap(({ role, members, condition }) =>
      members.map((member) =>
        [
          member,
          ...(role === READER ? [] : [`as ${role}`]),
          ...(condition === null ? [] : ['on a condition']),
        ].join(' '),
      ),
    );
  return [...new Set(readers)].sort();
}

/** The same policy with these members as the only readers; what gives no sight of values stays. */
export function readableBy(policy: Policy, members: readonly string[]): Policy {
  const others = policy.bindings.filter((binding) => !seesValues(binding));
  return { ...policy, bindings: [...others, { role: READER, members, condition: null }] };
}

function seesValues({ role }: Binding): boolean {
  return !NO_SIGHT.has(role);
}
