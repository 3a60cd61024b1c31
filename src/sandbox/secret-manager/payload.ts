// What a version holds, and the checksum that goes with it.

import type { protos } from '@google-cloud/secret-manager';
import { invalid } from '../google/refusal.ts';

type Payload = protos.google.cloud.secretmanager.v1.ISecretPayload;

const MOST_BYTES = 64 * 1024;

export interface Checked {
  readonly data: Buffer;
  readonly crc32c: string;
  /** Whether the client sent a checksum. */
  readonly specified: boolean;
}

/** Throws INVALID_ARGUMENT. */
export function checkPayload(payload: Payload | null | undefined): Checked {
  const data = Buffer.from((payload?.data ?? '') as Uint8Array);
  if (data.length === 0) throw invalid('Secret Payload cannot be empty.');
  if (data.length > MOST_BYTES) {
    throw invalid(`Secret Payload must be no larger than ${MOST_BYTES} bytes.`);
  }
  const crc = String(crc32c(data));
  const given = payload?.dataCrc32c;
  const specified = given !== null && given !== undefined;
  if (specified && String(given) !== crc) {
    throw invalid(
      `The provided checksum [${String(given)}] does not match the checksum of the Secret Payload [${crc}].`,
    );
  }
  return { data, crc32c: crc, specified };
}

/** Castagnoli's, bits reversed: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4 */
export function crc32c(bytes: Uint8Array): number {
  const rest = bytes.reduce((crc, byte) => (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8), -1);
  return (rest ^ -1) >>> 0;
}

const TABLE = Array.from({ length: 256 }, (_, byte) =>
  Array.from({ length: 8 }).reduce<number>(
    (crc) => (crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1),
    byte,
  ),
);
