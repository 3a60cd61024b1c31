// Takes away what stands behind a target in a region.

import type { Provider } from '../ports/provider.ts';
import type { Scope } from '../resources/scope.ts';
import type { Target } from '../resources/address.ts';

/** Removes the region's service with its traffic and endpoint. Absence is success. */
export async function remove(
  providers: readonly Provider[],
  what: { readonly scope: Scope; readonly target: Target; readonly region: string | null },
  signal: AbortSignal,
): Promise<void> {
  for (const provider of providers.filter(({ kinds }) => kinds.includes('Service'))) {
    await provider.remove(what.scope, what.target, what.region, signal);
  }
}
