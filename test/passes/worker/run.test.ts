import { expect, test } from '@jest/globals';
import { createMemoryQueue } from '../../../src/adapters/memory/queue.ts';
import { createLog } from '../../../src/cli/log.ts';
import type { Pass } from '../../../src/passes/pass.ts';
import { type EndedRun, run } from '../../../src/passes/worker/run.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { PassName, PassRequest, Queue } from '../../../src/ports/queue.ts';
import { inTrace } from '../../../src/ports/trace.ts';
import { createStillClock } from '../../support/world/clock.ts';

const review = { pass: 'review', key: '7' } as const;
const converge = { pass: 'converge', key: 'dev/checkout' } as const;
const promote = { pass: 'promote', key: 'staging/checkout' } as const;

type Line = Readonly<Record<string, unknown>>;

/** Runs of passes, one after the other, with what was logged and observed of them. */
function runs(change: Partial<Queue> = {}) {
  const clock = createStillClock();
  const queue: Queue = { ...createMemoryQueue(clock), ...change };
  const lines: Line[] = [];
  const ended: EndedRun[] = [];
  const log = createLog((line) => lines.push(JSON.parse(line) as Line));
  const context = { queue, clock, log, leaseMs: 30_000, chance: () => 0, observe };
  function observe(seen: EndedRun): void {
    ended.push(seen);
  }
  async function next(passes: Partial<Record<PassName, Pass>>): Promise<void> {
    const lease = await queue.claim('a', 30_000, []);
    if (lease === null) throw new Error('nothing is due');
    const pass = passes[lease.pass] ?? (async () => ({ again: null }));
    await run(pass, lease, { ...context, stop: new AbortController().signal });
  }
  return { clock, queue, lines, ended, log, next };
}

test('one trace goes from what was asked first to the last pass that followed from it', async () => {
  const { clock, queue, lines, log, next } = runs();
  const asks = (request: PassRequest): Pass => {
    return async () => {
      await queue.request([request]);
      log.info('looked');
      return { again: null };
    };
  };
  let rounds = 0;
  const twice: Pass = async (lease, signal) => {
    rounds += 1;
    return rounds === 1 ? { again: later(clock, 250) } : asks(promote)(lease, signal);
  };
  await inTrace('hook-1', () => queue.request([review]));
  await next({ review: asks(converge) });
  await next({ converge: twice });
  clock.moveTo(later(clock, 250).getTime());
  await next({ converge: twice });
  await next({});

  expect(lines.map(({ message, pass = null, trace }) => [message, pass, trace])).toEqual([
    ['looked', null, 'hook-1'],
    ['pass done', 'review', 'hook-1'],
    ['pass done', 'converge', 'hook-1'],
    ['looked', null, 'hook-1'],
    ['pass done', 'converge', 'hook-1'],
    ['pass done', 'promote', 'hook-1'],
  ]);
});

test('what nobody set off has a trace of its own, and a resync says that it is one', async () => {
  const { queue, lines, next } = runs();
  await queue.request([{ pass: 'watch', key: '*' }, review]);
  await next({});
  await next({});
  const traces = new Map(lines.map(({ pass, trace }) => [pass, trace]));
  expect(traces.get('watch')).toMatch(/^resync-[0-9a-f]{12}$/);
  expect(traces.get('review')).toMatch(/^pass-[0-9a-f]{12}$/);
});

const away = (retry: 'later' | 'never'): Pass => {
  const details = { code: 'RUNWAY_FORGE_UNREACHABLE', message: 'No.', hint: 'Wait.' } as const;
  return async () => {
    throw new Failure({ ...details, retry });
  };
};

test('tells of every run how it ended, how long it waited and how long it took', async () => {
  const { clock, queue, lines, ended, next } = runs();
  await inTrace('api-1', () => queue.request([review]));
  clock.moveTo(later(clock, 2_000).getTime());
  const slow: Pass = async () => {
    clock.moveTo(later(clock, 300).getTime());
    return { again: null };
  };
  await next({ review: slow });
  await queue.request([review]);
  await next({ review: away('later') });
  await queue.request([converge]);
  await next({ converge: away('never') });

  expect(ended).toEqual([
    { pass: 'review', outcome: 'done', origin: 'api', waitedMs: 2_000, ms: 300 },
    { pass: 'review', outcome: 'failed', origin: 'pass', waitedMs: 0, ms: 0 },
    { pass: 'converge', outcome: 'dead', origin: 'pass', waitedMs: 0, ms: 0 },
  ]);
  expect(lines[0]).toMatchObject({ message: 'pass done', ms: 300 });
});

test('a run that another worker has taken over counts as lost, however it ended', async () => {
  for (const pass of [undefined, away('later')]) {
    const { queue, ended, next } = runs({ complete: async () => false, fail: async () => false });
    await queue.request([review]);
    await next(pass === undefined ? {} : { review: pass });
    expect(ended).toMatchObject([{ outcome: 'lost' }]);
  }
});

function later(clock: Clock, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}
