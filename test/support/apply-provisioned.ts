// Carries out a wish as the engine would, without asking what differs.

import { isMaking, type Making } from '../../src/plan/plan.ts';
import { stepOf } from '../../src/plan/step.ts';
import type { Provider } from '../../src/ports/provider.ts';
import type { Kind } from '../../src/resources/kinds.ts';
import type { Observed, Resource } from '../../src/resources/resource.ts';
import type { Scope } from '../../src/resources/scope.ts';

export interface Wishing {
  readonly scope: Scope;
  /** All of one target; those of one region are written together. */
  readonly wanted: readonly Resource[];
  readonly adopt?: boolean;
  /** Of services; left out: none. */
  readonly revision?: string;
}

/** Looks, then writes all of it. */
export async function applyProvisioned<K extends Kind>(
  maker: Provider<K>,
  { scope, wanted, adopt = false, revision }: Wishing,
): Promise<void> {
  const { signal } = new AbortController();
  // Whoever calls wishes for nothing that it does not make.
  const provider = maker as unknown as Provider;
  const seen = await provider.observe(scope, wanted, signal);
  for (const region of new Set(wanted.map((one) => one.region))) {
    const group = wanted.filter((one) => one.region === region);
    const steps = group.map((after) => making(after, seen, revision ?? null));
    const target = group[0]?.target ?? 'dev/nothing';
    await provider.apply({ scope, target, region, steps, marks: {}, before: null, adopt }, signal);
  }
}

function making(after: Resource, seen: readonly Observed[], revision: string | null): Making {
  const before = seen.find(({ address }) => address === after.address) ?? null;
  const step = stepOf({
    action: before === null ? 'create' : 'update',
    before,
    after,
    differences: [],
    standing: { state: 'ready' },
    revision,
  });
  if (!isMaking(step)) throw new Error(`${after.address} is not made`);
  return step;
}
