// The bot as one process: store, connections, passes, worker and HTTP side, started and stopped in order.

import { createCalls } from '../adapters/calls/calls.ts';
import { createBudget } from '../adapters/postgres/budget.ts';
import { createLedger } from '../adapters/postgres/ledger.ts';
import { createQueue } from '../adapters/postgres/queue.ts';
import { openStore } from '../adapters/postgres/store.ts';
import { durationMs } from '../documents/duration.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import { inTrace, newTrace } from '../ports/trace.ts';
import type { Stage } from '../server/health.ts';
import { createMetrics } from '../server/metrics/metrics.ts';
import { botServer, listen } from './bot-server.ts';
import { botWorker } from './bot-worker.ts';
import { systemClock } from './clock.ts';
import { connect, dataFolder, storeUrl } from './connect.ts';
import type { LoadedSettings } from './settings.ts';
import { VERSION } from './version.ts';

export interface Bot {
  /** Where it answers: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Lets running passes end, then closes everything. */
  stop(): Promise<void>;
}

const DEFAULT_RESYNC = '5m';

/**
 * Resolves when it answers. Asks for a resync at once: what happened while it was down is found now. Where it cannot
 * start, it lets go of everything again.
 */
export async function startBot(loaded: LoadedSettings, log: Log): Promise<Bot> {
  const opened: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return { url: await open(loaded, log, (close) => void opened.push(close)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Tells `later` how to close each part, in the order in which they were opened. */
async function open(
  loaded: LoadedSettings,
  log: Log,
  later: (close: () => Promise<void>) => void,
): Promise<string> {
  const url = await storeUrl(loaded);
  const store = await openStore({ url, dir: dataFolder(loaded, 'store'), log });
  later(() => store.close());
  const stored = createQueue(store.sql);
  const queue: Queue = {
    ...stored,
    async request(requests) {
      await stored.request(requests);
      worker.poke();
    },
  };
  const ledger = createLedger(store.sql);
  const mirror = dataFolder(loaded, 'git');
  const metrics = createMetrics(VERSION);
  metrics.watch({ queue, ledger });
  const calls = createCalls({ clock: systemClock, observe: metrics.called });
  const budget = createBudget(store.sql);
  const own = { mirror, queue, ledger, log, calls, budget };
  const { outside, close } = await connect(loaded, own);
  later(close);
  const everyMs = durationMs(loaded.settings.resync ?? DEFAULT_RESYNC);
  const worker = botWorker(outside, { everyMs, observe: metrics.passEnded });
  let told = false;
  const stage = (): Stage => (told ? 'stopping' : worker.stage());
  const server = await botServer(loaded, { outside, metrics, worker, stage });
  // What comes in while runs end is stored, and found by whoever starts next.
  later(() => server.close());
  later(() => worker.drain());
  const address = await listen(loaded, server);
  worker.start();
  await inTrace(newTrace('start'), () => queue.request([{ pass: 'watch', key: '*' }]));
  later(async () => {
    told = true;
    const delay = durationMs(loaded.settings.server.drainDelay ?? '0s');
    await systemClock.sleep(delay, new AbortController().signal);
  });
  log.info('bot started', { url: address, project: loaded.settings.forge.project });
  return address;
}
