// What a merge request of ours is about, hidden in its description for programs.

import { splitTarget } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';

/** The release that is offered, or that could not be started, by target. */
export interface Marked {
  readonly target: Target;
  readonly version: string;
  readonly digest: string;
}

type Purpose = 'promotion' | 'restore';

export function marker(purpose: Purpose, { target, version, digest }: Marked): string {
  const json = JSON.stringify({ target, version, digest })
    .replaceAll('--', '-\\u002d')
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e');
  return `<!-- runway:${purpose} ${json} -->`;
}

/** The release that a description offers, or null for a text that Runway has not made. */
export function promotionIn(description: string): Marked | null {
  return read('promotion', description);
}

/** The release that a description takes back, or null for a text that Runway has not made. */
export function restoreIn(description: string): Marked | null {
  return read('restore', description);
}

/** Only at the very start: what was quoted further down is somebody's text. */
function read(purpose: Purpose, description: string): Marked | null {
  const [line = ''] = description.trimStart().split('\n');
  const start = `<!-- runway:${purpose} `;
  const end = ' -->';
  if (!line.startsWith(start) || !line.trimEnd().endsWith(end)) return null;
  try {
    return markedFrom(JSON.parse(line.trimEnd().slice(start.length, -end.length)));
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
