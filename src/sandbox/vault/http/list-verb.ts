// The verb LIST, which Node's HTTP parser does not know: the request is read again as a GET with `list=true`.

import type { Server } from 'node:http';
import { Duplex } from 'node:stream';

interface ParseError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

const LIST = /^LIST (\S+) HTTP\/1\.1\r\n/;

/** For `clientError`. `inner` answers, and listens nowhere. The connection ends with the answer. */
export function onListVerb(inner: Server): (error: ParseError, socket: Duplex) => void {
  return (error, socket) => {
    const packet = error.rawPacket?.toString('latin1') ?? '';
    const target = error.code === 'HPE_INVALID_METHOD' ? LIST.exec(packet)?.[1] : undefined;
    if (target === undefined) {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
      return;
    }
    const mark = target.includes('?') ? '&' : '?';
    const head = packet
      .replace(LIST, `GET ${target}${mark}list=true HTTP/1.1\r\n`)
      .replace(/\r\nconnection:[^\r]*/i, '')
      .replace('\r\n', '\r\nconnection: close\r\n');
    inner.emit('connection', replayed(Buffer.from(head, 'latin1'), socket));
  };
}

function replayed(request: Buffer, socket: Duplex): Duplex {
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      socket.write(chunk, done);
    },
    final(done) {
      socket.end(done);
    },
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });
  stream.push(request);
  return stream;
}
