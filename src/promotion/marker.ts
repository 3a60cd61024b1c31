// Which release a promotion offers, hidden in its description for programs.

import { splitTarget } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';

/** The release that is offered, and to which target. */
export interface Marked {
  readonly target: Target;
  readonly version: string;
  readonly digest: string;
}

const START = '<!-- runway:promotion ';
const END = ' -->';

export function marker({ target, version, digest }: Marked): string {
  const json = JSON.stringify({ target, version, digest })
    .replaceAll('--', '-\\u002d')
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e');
  return `${START}${json}${END}`;
}

/**
 * The release that a description offers, or null for a text that Runway has not made. Only at the very start:
 * what was quoted further down is somebody's text.
 */
export function promotionIn(description: string): Marked | null {
  const [line = ''] = description.trimStart().split('\n');
  if (!line.startsWith(START) || !line.trimEnd().endsWith(END)) return null;
  try {
    return markedFrom(JSON.parse(line.trimEnd().slice(START.length, -END.length)));
  } catch {
    return null;
  }
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
