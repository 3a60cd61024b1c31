// A provider that looks at nothing: it takes the base branch's documents for what runs.

import { read } from '../converge/look.ts';
import type { Outside } from '../outside.ts';
import { assumeApplied } from '../../plan/assume.ts';
import { kinds } from '../../plan/order.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Target } from '../../resources/address.ts';
import type { Observed } from '../../resources/resource.ts';

export async function documentsOnly(
  reading: Pick<Outside, 'desired' | 'program'>,
  base: string,
  targets: readonly Target[],
): Promise<Provider> {
  await reading.desired.prepare(base, targets);
  const assumed: Observed[] = [];
  for (const target of targets) {
    const asked = await read(reading, base, target);
    if (asked.type === 'release') assumed.push(...assumeApplied(asked.compiled.resources));
  }
  const refuse = (): Promise<never> =>
    Promise.reject(new Error('an offline plan changes nothing and is never applied'));
  return {
    kinds,
    observe: (scope) =>
      Promise.resolve(assumed.filter(({ target }) => target.startsWith(`${scope.environment}/`))),
    rehearse: () => Promise.resolve([]),
    apply: refuse,
    remove: refuse,
  };
}
