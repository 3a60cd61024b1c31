// Which release a promotion offers, hidden in its description for programs.

import { splitTarget } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';
import { hiddenIn, hiddenLine } from './hidden-line.ts';

/** The release that is offered, and to which target. */
export interface Marked {
  readonly target: Target;
  readonly version: string;
  readonly digest: string;
}

export function marker({ target, version, digest }: Marked): string {
  return hiddenLine('promotion', { target, version, digest });
}

/** The release that a description offers, or null for a text that Runway has not made. */
export function promotionIn(description: string): Marked | null {
  return markedFrom(hiddenIn('promotion', description));
}

function markedFrom(value: unknown): Marked | null {
  if (value === null || typeof value !== 'object') return null;
  const { target, version, digest } = value as Partial<Record<keyof Marked, unknown>>;
  if (typeof target !== 'string' || typeof version !== 'string' || typeof digest !== 'string') {
    return null;
  }
  const { environment, workload } = splitTarget(target as Target);
  return environment !== '' && workload !== ''
    ? { target: target as Target, version, digest }
    : null;
}
