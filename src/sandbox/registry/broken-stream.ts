// Streams that break off or lie, for faults in the middle of a body.

import { Transform } from 'node:stream';

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
      setImmediate(() => done(new Error('cut by a fault')));
    },
  });
}

/** Flips one bit in the first byte. */
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
