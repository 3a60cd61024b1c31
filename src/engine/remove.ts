// Takes away what is there.

import type { Provider } from '../ports/provider.ts';
import type { Observed } from '../resources/resource.ts';
import type { Scope } from '../resources/scope.ts';

/** Removes the object behind what was observed, with all that is part of it. Absence is success. */
export async function remove(
  providers: readonly Provider[],
  what: { readonly scope: Scope; readonly observed: Observed },
  signal: AbortSignal,
): Promise<void> {
  const { scope, observed } = what;
  for (const provider of providers.filter(({ kinds }) => kinds.includes(observed.kind))) {
    await provider.remove(scope, observed, signal);
  }
}
