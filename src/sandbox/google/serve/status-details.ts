// The trailer in which Google says more about a failure: google.rpc.Status with google.rpc.ErrorInfo.

import { bytes, number } from '../../faults/retry-details.ts';
import type { RefusalDetail } from '../refusal.ts';

interface ErrorInfo {
  readonly reason?: string;
  readonly domain?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';

/** Details of other types are left out. */
export function statusDetails(of: {
  readonly code: number;
  readonly message: string;
  readonly details: readonly RefusalDetail[];
}): Buffer {
  const infos = of.details.filter((detail) => detail['@type'] === ERROR_INFO);
  return Buffer.concat([
    number(1, of.code),
    bytes(2, Buffer.from(of.message)),
    ...infos.map((info) => bytes(3, packed(info))),
  ]);
}

function packed({ domain = '', metadata = {}, reason = '' }: ErrorInfo): Buffer {
  const info = Buffer.concat([
    text(1, reason),
    text(2, domain),
    ...Object.entries(metadata).map(([key, value]) =>
      bytes(3, Buffer.concat([text(1, key), text(2, value)])),
    ),
  ]);
  return Buffer.concat([text(1, ERROR_INFO), bytes(2, info)]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}
