// The passes that webhooks of every forge hint at.

import type { PassRequest } from '../../ports/queue.ts';

/** What the default branch asks for may have changed. */
export const WATCH: PassRequest = { pass: 'watch', key: '*' };

/** Of the merge request with this number; nothing where it cannot be one. */
export function reviewOf(number: unknown): readonly PassRequest[] {
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return [];
  return [{ pass: 'review', key: String(number) }];
}
