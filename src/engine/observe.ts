// Looks at the world through every provider of a program.

import type { Provider } from '../ports/provider.ts';
import type { Scope } from '../resources/scope.ts';
import type { Observed, Resource } from '../resources/resource.ts';

/**
 * Everything in scope, in the words of desired state. Reads only. One provider that cannot look makes the
 * whole look fail: seeing half would plan the other half anew.
 */
export async function observe(
  providers: readonly Provider[],
  look: { readonly scope: Scope; readonly wanted: readonly Resource[] },
  signal: AbortSignal,
): Promise<readonly Observed[]> {
  const seen = await Promise.all(
    providers.map((provider) =>
      provider.observe(
        look.scope,
        look.wanted.filter(({ kind }) => provider.kinds.includes(kind)),
        signal,
      ),
    ),
  );
  return seen.flat();
}

/** What the other sides would refuse, in their words, without any effect. */
export async function rehearse(
  providers: readonly Provider[],
  look: { readonly scope: Scope; readonly wanted: readonly Resource[] },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const words = await Promise.all(
    providers.map((provider) =>
      provider.rehearse(
        look.scope,
        look.wanted.filter(({ kind }) => provider.kinds.includes(kind)),
        signal,
      ),
    ),
  );
  // Two of them may find the same.
  return [...new Set(words.flat())];
}
