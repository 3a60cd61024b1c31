// An answer that nobody hears.

import { type IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** Resolves when `work` has ended its answer, of which no byte reaches the client. */
export async function answerInto(
  request: IncomingMessage,
  work: (lost: ServerResponse) => void,
): Promise<void> {
  const lost = new ServerResponse(request);
  const nowhere = silent();
  lost.assignSocket(nowhere);
  await new Promise<void>((resolve) => {
    lost.once('finish', resolve);
    lost.once('close', resolve);
    work(lost);
  });
  nowhere.destroy();
}

/** A socket that takes everything and passes nothing on. */
function silent(): Socket {
  const socket = new Socket();
  Object.assign(socket, {
    _write: (_chunk: unknown, _encoding: unknown, done: () => void) => done(),
    _writev: (_chunks: unknown, done: () => void) => done(),
    _final: (done: () => void) => done(),
  });
  return socket;
}
