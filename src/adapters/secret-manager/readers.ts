// Who may read a secret by its own policy: to be the workload's runtime account, and nobody else.

import { byText } from '../../resources/text-order.ts';
import type { Binding } from '../google/policy.ts';

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
export function readersIn(bindings: readonly Binding[]): readonly string[] {
  const readers = bindings
    .filter(seesValues)
    .flatMap(({ role, members, condition }) =>
      (members ?? []).map((member) =>
        [
          member,
          ...(role === READER ? [] : [`as ${role}`]),
          ...(condition ? ['on a condition'] : []),
        ].join(' '),
      ),
    );
  return [...new Set(readers)].sort(byText);
}

/**
 * The same policy with these members as the only readers; what gives no sight of values stays. The very same lines where
 * they are the only ones already.
 */
export function readableBy(
  bindings: readonly Binding[],
  members: readonly string[],
): readonly Binding[] {
  if (readersIn(bindings).join() === [...members].sort(byText).join()) return bindings;
  const others = bindings.filter((binding) => !seesValues(binding));
  return [...others, { role: READER, members: [...members] }];
}

function seesValues({ role }: Binding): boolean {
  return !NO_SIGHT.has(role ?? '');
}
