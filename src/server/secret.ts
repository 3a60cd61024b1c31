// Compares secrets without telling, by the time it takes, how much of them was right.

import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether it is one of those expected; each is compared, whatever was found before. False for an absent value.
 * Digests make the lengths equal, as `timingSafeEqual` wants.
 */
export function oneOfSecrets(given: string | undefined, expected: readonly string[]): boolean {
  if (given === undefined) return false;
  const found = expected.map((one) => timingSafeEqual(digest(given), digest(one)));
  return found.includes(true);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
