// The bot as one process: store, connections, passes, worker and HTTP side, started and stopped in order.

import { createLedger } from '../adapters/postgres/ledger.ts';
import { openEmbedded } from '../adapters/postgres/embedded.ts';
import { createQueue } from '../adapters/postgres/queue.ts';
import { durationMs } from '../documents/duration.ts';
import { createConverge } from '../passes/converge/converge.ts';
import { createPromote } from '../passes/promote/promote.ts';
import { createReview } from '../passes/review/review.ts';
import { createWatch } from '../passes/watch/watch.ts';
import { createWorker, type Worker } from '../passes/worker.ts';
import type { Outside } from '../passes/outside.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import { createServer } from '../server/server.ts';
import { systemClock } from './clock.ts';
import { connect, dataFolder } from './connect.ts';
import type { LoadedSettings } from './settings.ts';

export interface Bot {
  /** Where it answers: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Lets running passes end, then closes everything. */
  stop(): Promise<void>;
}

const CONCURRENCY = 6;
const LEASE_MS = 30_000;
const DEFAULT_RESYNC = '5m';

/** Resolves when it answers. Asks for a resync at once: what happened while it was down is found now. */
export async function startBot(loaded: LoadedSettings, log: Log): Promise<Bot> {
  const store = await openEmbedded({ dir: dataFolder(loaded, 'store'), log });
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
  const { outside, close } = await connect(loaded, { mirror, queue, ledger, log });
  const worker = startWorker(loaded, outside);
  const server = createServer({
    api: {
      queue,
      ledger,
      token: await loaded.secret(loaded.settings.server.readToken),
      poke: () => worker.poke(),
    },
    webhooks: {
      path: '/webhooks/gitlab',
      secret: await loaded.secret(loaded.settings.forge.webhookSecret),
      watched: {
        project: loaded.settings.forge.project,
        defaultBranch: outside.settings.defaultBranch,
      },
      queue,
      log,
      poke: () => worker.poke(),
    },
  });
  const { host = '0.0.0.0', port } = loaded.settings.server;
  const url = await server.listen({ host, port });
  await queue.request([{ pass: 'watch', key: '*' }]);
  log.info('bot started', { url, project: loaded.settings.forge.project });
  return {
    url,
    async stop() {
      await server.close();
      await worker.drain();
      await close();
      await store.close();
    },
  };
}

function startWorker(loaded: LoadedSettings, outside: Outside): Worker {
  const everyMs = durationMs(loaded.settings.resync ?? DEFAULT_RESYNC);
  const worker = createWorker({
    queue: outside.queue,
    passes: {
      review: createReview(outside),
      converge: createConverge(outside),
      promote: createPromote(outside),
      watch: createWatch(outside, { everyMs }),
    },
    clock: systemClock,
    log: outside.log,
    concurrency: CONCURRENCY,
    leaseMs: LEASE_MS,
  });
  worker.start();
  return worker;
}
