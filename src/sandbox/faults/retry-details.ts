// The trailer in which Google says how long to stay away: google.rpc.Status with a google.rpc.RetryInfo.

/** Protocol buffers by hand: three small messages of which the client package holds no definition. */
export function retryDetails(status: {
  readonly code: number;
  readonly details: string;
  readonly retryAfterMs: number;
}): Buffer {
  const { code, details, retryAfterMs } = status;
  const delay = Buffer.concat([
    number(1, Math.floor(retryAfterMs / 1000)),
    number(2, (retryAfterMs % 1000) * 1_000_000),
  ]);
  const any = Buffer.concat([
    bytes(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo')),
    bytes(2, bytes(1, delay)),
  ]);
  return Buffer.concat([number(1, code), bytes(2, Buffer.from(details)), bytes(3, any)]);
}

/** A field of a message. */
export function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** A field of a message: text, bytes or another message. */
export function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value]);
}

/** Seven bits a byte, lowest first. */
function varint(value: number): Buffer {
  const parts: number[] = [];
  let left = value;
  while (left >= 128) {
    parts.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  return Buffer.from([...parts, left]);
}
