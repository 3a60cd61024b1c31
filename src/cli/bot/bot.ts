// The bot as one process: store, connections, programs and HTTP side, started and stopped in order.

import { createCalls } from '../../adapters/calls/calls.ts';
import { createBudget } from '../../adapters/postgres/budget.ts';
import { openStore } from '../../adapters/postgres/store.ts';
import { durationMs } from '../../documents/duration.ts';
import type { Log } from '../../ports/log.ts';
import { inTrace, newTrace } from '../../ports/trace.ts';
import type { Stage } from '../../server/health.ts';
import { createMetrics, type Metrics } from '../../server/metrics/metrics.ts';
import { type BotProgram, botProgram } from './program.ts';
import { botServer, listen } from './server.ts';
import { systemClock } from '../clock.ts';
import { connect, dataFolder, storeUrl } from '../connect/connect.ts';
import type { ProgramName } from '../../resources/program.ts';
import { identitiesOf } from '../connect/google.ts';
import type { LoadedSettings } from '../settings.ts';
import { VERSION } from '../version.ts';

export interface Bot {
  /** Where it answers: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Lets running passes end, then closes everything. */
  stop(): Promise<void>;
}

const ONE: Programs = ['reconciler'];

/** Which programs run in this process, at least one. */
export type Programs = readonly [ProgramName, ...ProgramName[]];

/**
 * Resolves when it answers. Asks for a resync at once: what happened while it was down is found now. Where it cannot
 * start, it lets go of everything again.
 */
export async function startBot(
  loaded: LoadedSettings,
  log: Log,
  programs: Programs = ONE,
): Promise<Bot> {
  const opened: (() => Promise<void>)[] = [];
  const later: Later = (close) => void opened.push(close);
  const stop = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const running = await open(loaded, { log, programs }, later);
    return { url: await run(loaded, running, later), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Told how to close each part, in the order in which they were opened. */
type Later = (close: () => Promise<void>) => void;

interface Opened {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly programs: readonly [BotProgram, ...BotProgram[]];
}

async function open(
  loaded: LoadedSettings,
  { log, programs }: { readonly log: Log; readonly programs: Programs },
  later: Later,
): Promise<Opened> {
  const url = await storeUrl(loaded);
  const store = await openStore({ url, dir: dataFolder(loaded, 'store'), log });
  later(() => store.close());
  const metrics = createMetrics(VERSION);
  const calls = createCalls({ clock: systemClock, observe: metrics.called });
  // Beside a reconciler on the same machine the provisioner must not use the same mirror.
  const mirror = dataFolder(loaded, programs.includes('reconciler') ? 'git' : 'git-provisioner');
  const telling = { log, calls, identities: await identitiesOf(loaded, calls) };
  const { world, close } = await connect(loaded, { mirror, ...telling });
  later(close);
  const shared = { world, sql: store.sql, metrics, budget: createBudget(store.sql), ...telling };
  const [first, ...more] = programs;
  const opened: [BotProgram, ...BotProgram[]] = [await botProgram(first, loaded, shared)];
  for (const name of more) opened.push(await botProgram(name, loaded, shared));
  metrics.watch(...opened.map(({ name, outside }) => ({ ...outside, program: name })));
  return { log, metrics, programs: opened };
}

/** Gives the address where it answers. */
async function run(
  loaded: LoadedSettings,
  { log, metrics, programs }: Opened,
  later: Later,
): Promise<string> {
  let told = false;
  const stages = () => programs.map(({ worker }) => worker.stage());
  const stage = (): Stage => (told ? 'stopping' : (stages().find(notWorking) ?? 'working'));
  const server = await botServer(loaded, { programs, metrics, stage });
  // What comes in while runs end is stored, and found by whoever starts next.
  later(() => server.close());
  later(async () => void (await Promise.all(programs.map(({ worker }) => worker.drain()))));
  const address = await listen(loaded, server);
  for (const { worker, outside } of programs) {
    worker.start();
    const watch = { pass: 'watch', key: '*' } as const;
    await inTrace(newTrace('start'), () => outside.queue.request([watch]));
  }
  later(async () => {
    told = true;
    const delay = durationMs(loaded.settings.server.drainDelay ?? '0s');
    await systemClock.sleep(delay, new AbortController().signal);
  });
  const { project } = loaded.settings.forge;
  log.info('bot started', { url: address, project, programs: programs.map(({ name }) => name) });
  return address;
}

function notWorking(stage: Stage): boolean {
  return stage !== 'working';
}
