// Compares secrets without telling, by the time it takes, how much of them was right.

import { createHash, timingSafeEqual } from 'node:crypto';

/** False for an absent value. Digests make the lengths equal, as `timingSafeEqual` wants. */
export function sameSecret(given: string | undefined, expected: string): boolean {
  if (given === undefined) return false;
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
