// The signature of a webhook: HMAC-SHA256 over id, time and body, as in https://www.standardwebhooks.com/

import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signed request says about itself, before anything of it is believed. */
export interface Signed {
  readonly id: string;
  /** Seconds since 1970, as it stands in the header: the signature covers the text. */
  readonly timestamp: string;
  /** While a key is changed, a sender may sign with both. */
  readonly signatures: readonly Buffer[];
}

/** Older ones are not taken, so that what was recorded on its way cannot be sent again for ever. */
const LARGEST_AGE_MS = 5 * 60_000;
const KEY_BYTES = 32;
const DIGEST_BYTES = 32;
const MOST_SIGNATURES = 8;
const VERSION = 'v1,';

/**
 * Null when the headers cannot be those of a request that was signed just now: told before the body is read.
 * Signatures of versions that we do not know are passed over.
 */
export function signedBy(headers: {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string;
  readonly now: Date;
}): Signed | null {
  const { id = '', timestamp = '', signature, now } = headers;
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !/^[0-9]{1,12}$/.test(timestamp)) return null;
  if (Math.abs(now.getTime() - Number(timestamp) * 1000) > LARGEST_AGE_MS) return null;
  const signatures = signature
    .split(' ')
    .slice(0, MOST_SIGNATURES)
    .flatMap((one) => digestIn(one) ?? []);
  return signatures.length === 0 ? null : { id, timestamp, signatures };
}

/** Whether one of the signatures was made with one of the keys. Every pair is compared, whatever was found before. */
export function signatureHolds(signed: Signed, body: Buffer, keys: readonly Buffer[]): boolean {
  const made = keys.map((key) =>
    createHmac('sha256', key).update(`${signed.id}.${signed.timestamp}.`).update(body).digest(),
  );
  const pairs = made.flatMap((digest) =>
    signed.signatures.map((given) => timingSafeEqual(digest, given)),
  );
  return pairs.includes(true);
}

/** The key in `whsec_<base64 of 32 bytes>`, or null. */
export function signingKey(secret: string): Buffer | null {
  const encoded = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(secret)?.[1];
  if (encoded === undefined) return null;
  const key = Buffer.from(encoded, 'base64');
  return key.byteLength === KEY_BYTES && key.toString('base64') === encoded ? key : null;
}

function digestIn(signature: string): Buffer | null {
  if (!signature.startsWith(VERSION)) return null;
  const encoded = signature.slice(VERSION.length);
  const digest = Buffer.from(encoded, 'base64');
  return digest.byteLength === DIGEST_BYTES && digest.toString('base64') === encoded
    ? digest
    : null;
}
