// Load at a fixed rate, whatever the other side does: who asks does not wait for who answers.

export interface OpenLoop {
  readonly perSecond: number;
  readonly count: number;
  /** One request; resolves when its answer is complete, rejects when it is no good. */
  readonly send: (at: number) => Promise<void>;
}

/**
 * Milliseconds of each request from the moment at which it was to be sent. So a stall also counts for all that would
 * have been sent meanwhile, which a loop that waits for answers leaves out ("coordinated omission").
 */
export async function openLoop({ perSecond, count, send }: OpenLoop): Promise<readonly number[]> {
  const begin = performance.now() + 20;
  const latencies = Array<number>(count).fill(0);
  const underWay: Promise<void>[] = [];
  for (let at = 0; at < count; at += 1) {
    const intended = begin + (at * 1_000) / perSecond;
    await until(intended);
    const answer = answered(at, intended);
    // Thrown below, when all were sent.
    answer.catch(() => undefined);
    underWay.push(answer);
  }
  await Promise.all(underWay);
  return latencies;

  async function answered(at: number, intended: number): Promise<void> {
    await send(at);
    latencies[at] = performance.now() - intended;
  }
}

/** Timers are good to a millisecond; the rest is waited for turn by turn, so that answers are read meanwhile. */
async function until(time: number): Promise<void> {
  for (let left = time - performance.now(); left > 0; left = time - performance.now()) {
    await new Promise<void>((resolve) => {
      if (left > 2) setTimeout(resolve, left - 1.5);
      else setImmediate(resolve);
    });
  }
}
