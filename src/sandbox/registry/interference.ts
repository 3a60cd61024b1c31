// How the registry is told to fail, for tests and lessons.

import { Transform } from 'node:stream';

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** The `Range` header, or null. */
  readonly range: string | null;
  readonly authorized: boolean;
}

export type Interference =
  | {
      readonly type: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Breaks the connection once that many bytes of the answer's body were sent. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** Breaks the connection once that many bytes of the request's body were read. */
  | { readonly type: 'cut upload'; readonly afterBytes: number }
  /** Flips one bit in the first byte of the answer's body. */
  | { readonly type: 'corrupt' };

/** Null leaves the request alone. */
export type Interfere = (request: SeenRequest) => Interference | null;

/** Fails the stream after so many bytes, having passed on all of them. */
export function cutAfter(bytes: number): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (chunk.length < left) {
        left -= chunk.length;
        done(null, chunk);
        return;
      }
      this.push(chunk.subarray(0, left));
      // Lets what was passed on reach the socket before the connection goes.
      setImmediate(() => done(new Error('cut by interference')));
    },
  });
}

export function corrupting(): Transform {
  let first = true;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const changed = Buffer.from(chunk);
      if (first) changed[0] = (changed[0] ?? 0) ^ 1;
      first = false;
      done(null, changed);
    },
  });
}
