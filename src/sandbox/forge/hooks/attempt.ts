// One try to send a delivery, and how it went.

import type { Attempt, Delivery, Manner, Receiver } from './manner.ts';

const TIMEOUT_MS = 10_000;
const KEPT_BODY = 2000;

export interface Sending<R extends Receiver> {
  readonly manner: Manner<R>;
  readonly receiver: R;
  readonly delivery: Delivery;
  readonly id: number;
}

/** Never rejects: what went wrong is said in the attempt. */
export async function send<R extends Receiver>(
  { manner, receiver, delivery, id }: Sending<R>,
  stop: AbortSignal,
): Promise<Attempt> {
  const at = new Date();
  const sent = manner.request(receiver, delivery, at);
  const result = await answered(sent, stop).catch((error: unknown) => failed(String(error)));
  return { id, delivery, at, seconds: (Date.now() - at.getTime()) / 1000, sent, ...result };
}

/** What never left. */
export function lost<R extends Receiver>({ manner, receiver, delivery, id }: Sending<R>): Attempt {
  const at = new Date();
  const sent = manner.request(receiver, delivery, at);
  return { id, delivery, at, seconds: 0, sent, ...failed('lost on the way') };
}

type Result = Pick<Attempt, 'status' | 'answer'>;

async function answered(
  { url, headers, body }: Attempt['sent'],
  stop: AbortSignal,
): Promise<Result> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  return {
    status: response.status,
    answer: {
      headers: Object.fromEntries(response.headers),
      body: (await response.text()).slice(0, KEPT_BODY),
    },
  };
}

const failed = (why: string): Result => ({ status: null, answer: { headers: {}, body: why } });
