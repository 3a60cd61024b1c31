// The verb LIST, which Node's HTTP parser does not know: the request is read again as a GET with `list=true`.

import type { Server } from 'node:http';
import { Duplex } from 'node:stream';

interface ParseError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** A connection that began with LIST, as far as it has come. */
interface Begun {
  /** Until its first line is whole. */
  text: string;
  /** What comes afterwards goes here. */
  replay: Duplex | null;
}

const START = 'LIST ';
const FIRST_LINE = /^LIST (\S+) HTTP\/1\.1\r\n/;

/**
 * For `clientError`: the parser gives back every packet of a connection that it has failed on. `inner` answers, and
 * listens nowhere. The connection ends with the answer.
 */
export function onListVerb(inner: Server): (error: ParseError, socket: Duplex) => void {
  const connections = new WeakMap<Duplex, Begun>();
  return (error, socket) => {
    const packet = error.rawPacket?.toString('latin1') ?? '';
    const begun = connections.get(socket) ?? { text: '', replay: null };
    connections.set(socket, begun);
    if (begun.replay !== null) {
      begun.replay.push(Buffer.from(packet, 'latin1'));
      return;
    }
    begun.text += packet;
    const target = FIRST_LINE.exec(begun.text)?.[1];
    if (target !== undefined) {
      begun.replay = replayed(asGet(begun.text, target), socket);
      inner.emit('connection', begun.replay);
    } else if (packet === '' || !mayBecomeList(begun.text)) refuse(socket);
  };
}

function mayBecomeList(text: string): boolean {
  return text.startsWith(START) || START.startsWith(text);
}

function refuse(socket: Duplex): void {
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
}

function asGet(text: string, target: string): string {
  const mark = target.includes('?') ? '&' : '?';
  const line = `GET ${target}${mark}list=true HTTP/1.1\r\nconnection: close\r\n`;
  return text.replace(FIRST_LINE, () => line);
}

function replayed(request: string, socket: Duplex): Duplex {
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
  // Whoever hangs up ends the request too.
  socket.once('close', () => stream.destroy());
  stream.push(Buffer.from(request, 'latin1'));
  return stream;
}
