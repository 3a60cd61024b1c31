// Copies of secrets of a target that is gone: they go with it, once nothing can run that needs them.

import { remove } from '../../engine/remove.ts';
import type { Observed } from '../../resources/resource.ts';
import type { Outside } from '../outside.ts';
import type { Situation } from './look.ts';

/** Ours, of a target that Git does not name and that has no service any more; empty while it is only parked. */
export function leftSecrets({ asked, observed }: Situation): readonly Observed[] {
  if (asked.type !== 'removal') return [];
  const runs = observed.some(({ kind, owned }) => kind === 'Service' && owned);
  return runs ? [] : observed.filter(({ kind, owned }) => kind === 'Secret' && owned);
}

export async function removeSecrets(
  outside: Outside,
  { scope, target }: Situation,
  left: readonly Observed[],
  signal: AbortSignal,
): Promise<void> {
  if (scope === null) return;
  for (const observed of left) await remove(outside.providers, { scope, observed }, signal);
  outside.log.info('secrets of a removed target are gone', { target, count: left.length });
}
