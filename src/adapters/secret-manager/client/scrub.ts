// An error that came while a value was on its way: whatever it says, it does not say the value.

import { codeOf } from '../../google/canonical-code.ts';
import { wordsOf } from '../../google/failures.ts';

const SHOWN = '[secret]';
/** Shorter ones are words of every error, and no secrets. */
const SHORTEST = 4;

/** The same status and words without the value in any of its spellings; what else the error holds is left behind. */
export function scrubbed(error: unknown, value: Buffer): Error {
  const spellings = [
    value.toString(),
    value.toString('base64'),
    value.toString('base64url'),
    value.toString('hex'),
    JSON.stringify(value.toString()).slice(1, -1),
    encodeURIComponent(value.toString('latin1')),
  ].filter(({ length }) => length >= SHORTEST);
  const words = spellings.reduce(
    (left, spelling) => left.replaceAll(spelling, SHOWN),
    wordsOf(error),
  );
  const { statusDetails } = (error ?? {}) as { statusDetails?: unknown };
  const code = codeOf(error);
  return Object.assign(new Error(words), {
    ...(code === null ? {} : { code }),
    ...(Array.isArray(statusDetails) ? { statusDetails: statusDetails.filter(isRest) } : {}),
  });
}

function isRest(detail: unknown): boolean {
  return detail !== null && typeof detail === 'object' && 'retryDelay' in detail;
}
