// How long the other side asks us to wait, and how long we are willing to.

/** Whoever asks for a week is asked again after a quarter of an hour: an absurd value must not stop a target for good. */
export const LONGEST_REST_MS = 15 * 60_000;

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, section 10.2.3); null where it says neither. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const text = header.trim();
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isNaN(asked) ? null : boundedRest(asked);
}

export function boundedRest(ms: number): number {
  return Math.min(LONGEST_REST_MS, Math.max(0, Math.ceil(ms)));
}
