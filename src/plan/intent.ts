// The digest of what documents ask for: the same wish has the same intent, wherever it is written.

import { digestOf } from '../resources/canonical.ts';

/**
 * 16 hexadecimal digits. `asks` is what a target's documents say (release, overrides, secret pins) before
 * defaults; never commits of the GitOps repository, times or live state.
 */
export function intentOf(asks: unknown): string {
  return digestOf(asks, 16);
}

/** What a removed file asks for: that nobody can call the target any more. */
export const PARKED: string = intentOf({ parked: true });
