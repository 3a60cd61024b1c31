// As the HTTP guard, for connections that ask to become something else.

import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Strike } from './faults.ts';
import type { HttpSeen } from './http-guard.ts';

export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What the client has sent already. */
  readonly head: Buffer;
}

/** An answer cannot be lost without the connection: `loseAnswer` is `drop` here. */
export function guardedUpgrade(
  see: (request: IncomingMessage) => HttpSeen | null,
  work: (upgrade: Upgrade) => void,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (request, socket, head) => {
    const upgrade = { request, socket, head };
    const seen = see(request);
    const strike = seen?.door.strike(seen) ?? null;
    if (strike === null) work(upgrade);
    else void suffer(strike, upgrade, work);
  };
}

async function suffer(
  strike: Strike,
  upgrade: Upgrade,
  work: (upgrade: Upgrade) => void,
): Promise<void> {
  const { socket } = upgrade;
  const { drop, loseAnswer, status } = strike.fault;
  socket.on('error', () => socket.destroy());
  strike.hit();
  await strike.delay();
  if (drop === true || loseAnswer === true) socket.destroy();
  else if (status === undefined) work(upgrade);
  else {
    const reason = STATUS_CODES[Number(status)] ?? 'Refused';
    socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  strike.end();
}
