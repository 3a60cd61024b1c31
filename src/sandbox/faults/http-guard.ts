// Stands before an HTTP server's work, and lets faults strike there.

import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Fault } from './fault.ts';
import type { Door, Strike } from './faults.ts';
import { answerInto } from './lost-answer.ts';
import type { Seen } from './part.ts';

/** What a server does with a request. What the guard cannot do itself, it is told. */
export type Work = (
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | null,
) => void;

export interface HttpAnswer {
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request of a client, as one part sees it. */
export interface HttpSeen extends Seen {
  readonly door: Door;
  /** How this part answers such a status; `rest`: whether the client is asked to stay away for a while. */
  readonly refusal: (status: number, rest: boolean) => HttpAnswer;
}

/** `see` gives null for what no fault may strike. */
export function guarded(
  see: (request: IncomingMessage) => HttpSeen | null,
  work: Work,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const seen = see(request);
    const strike = seen?.door.strike(seen) ?? null;
    if (seen === null || strike === null) return work(request, response, null);
    void suffer({ seen, strike, request, response, work });
  };
}

interface Suffering {
  readonly seen: HttpSeen;
  readonly strike: Strike;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly work: Work;
}

async function suffer(suffering: Suffering): Promise<void> {
  const { request, strike } = suffering;
  const { fault } = strike;
  if (fault.status !== undefined) await refuse(suffering, Number(fault.status));
  else if (fault.drop === true) {
    strike.hit();
    await strike.delay();
    request.socket.destroy();
  } else if (fault.loseAnswer === true) await loseAnswer(suffering);
  else await answerLate(suffering);
  strike.end();
}

async function refuse(
  { request, response, seen, strike }: Suffering,
  status: number,
): Promise<void> {
  request.resume();
  strike.hit();
  await strike.delay();
  const { retryAfterMs } = strike.fault;
  const { body, headers, type } = seen.refusal(status, retryAfterMs !== undefined);
  const seconds = retryAfterMs === undefined ? null : String(Math.ceil(retryAfterMs / 1000));
  response.writeHead(status, STATUS_CODES[status] ?? 'Unknown', {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...(seconds === null ? {} : { 'retry-after': seconds }),
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** The work writes its answer into the void; the client's connection ends without a word. */
async function loseAnswer({ request, strike, work }: Suffering): Promise<void> {
  const { socket } = request;
  await answerInto(request, (lost) => work(request, lost, null));
  strike.hit();
  await strike.delay();
  socket.destroy();
}

/**
 * The answer waits in the response as it does for a client that sends its next request early: without a
 * connection. The delay begins when the work has ended its answer, or cannot go on writing it.
 */
async function answerLate({ request, response, strike, work }: Suffering): Promise<void> {
  const { socket } = request;
  const { fault } = strike;
  if (fault.delayMs === undefined) {
    strike.hit();
    const over = new Promise<void>((resolve) => response.once('close', resolve));
    work(request, response, fault);
    return over;
  }
  if (!(await attached(response, socket))) return;
  response.detachSocket(socket);
  await written(response, () => work(request, response, fault));
  strike.hit();
  await strike.delay();
  if (socket.destroyed) response.destroy();
  else response.assignSocket(socket);
}

/**
 * Resolves with true when the connection is this answer's; with false when the connection has ended before. A client may
 * have the last answer, and send its next request, before this side has been told that all of it is written.
 */
async function attached(response: ServerResponse, socket: Socket): Promise<boolean> {
  if (response.socket !== null) return true;
  if (socket.destroyed) return false;
  return new Promise((resolve) => {
    response.once('socket', () => resolve(true));
    socket.once('close', () => resolve(false));
  });
}

/** Resolves when the answer is complete or given up, or as much of it written as is kept back. */
async function written(response: ServerResponse, begin: () => void): Promise<void> {
  const destroy = response.destroy.bind(response);
  const end = response.end.bind(response);
  const write = response.write.bind(response);
  await new Promise<void>((resolve) => {
    response.end = ((...given: Parameters<typeof end>) => {
      const ended = end(...given);
      resolve();
      return ended;
    }) as typeof end;
    response.destroy = (error) => {
      resolve();
      return destroy(error);
    };
    response.write = ((...given: Parameters<typeof write>) => {
      const more = write(...given);
      if (!more) resolve();
      return more;
    }) as typeof write;
    begin();
  });
}
