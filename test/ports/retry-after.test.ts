import { expect, test } from '@jest/globals';
import { LONGEST_REST_MS, retryAfterMs } from '../../src/ports/retry-after.ts';

const now = new Date('2026-01-01T00:00:00Z');

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['604800', LONGEST_REST_MS],
  ['99999999999999999999999', LONGEST_REST_MS],
  ['Thu, 01 Jan 2099 00:00:00 GMT', LONGEST_REST_MS],
])('a wait of %p is %p milliseconds', (header, ms) => {
  expect(retryAfterMs(header, now)).toBe(ms);
});

test.each([null, '', 'soon', '-5s'])('%p asks for no wait', (header) => {
  expect(retryAfterMs(header, now)).toBeNull();
});
