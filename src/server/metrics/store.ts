// What lies in the store: asked when somebody looks, with a deadline.

import { Gauge, type Registry } from 'prom-client';
import type { Ledger, Tally } from '../../ports/ledger.ts';
import type { Depth, Queue } from '../../ports/queue.ts';
import type { ProgramName } from '../../resources/program.ts';
import { labelOf } from './program-label.ts';
import { createProbe } from '../probe.ts';

export interface StoreMeters {
  /** Asks the store and sets the gauges. Ends within a few seconds, also when the store does not answer. */
  read(): Promise<void>;
}

const DEADLINE_MS = 2_000;
/** Counting all targets costs a tenth of a second where there are thousands. */
const TARGETS_KEPT_MS = 60_000;

/** What one program has in the store. */
export interface Watched {
  /** Left out: the reconciler. */
  readonly program?: ProgramName;
  readonly queue: Queue;
  readonly ledger: Ledger;
}

interface Owned {
  readonly label: ReturnType<typeof labelOf>;
}

export function storeMeters(registry: Registry, watched: readonly Watched[]): StoreMeters {
  const set = gauges(registry);
  const ofAll = async <T>(ask: (one: Watched) => Promise<readonly T[]>) => {
    const answers = watched.map(async (one) => {
      const label = labelOf(one.program ?? 'reconciler');
      return (await ask(one)).map((row): T & Owned => ({ ...row, label }));
    });
    return (await Promise.all(answers)).flat();
  };
  const depth = createProbe(() => ofAll(({ queue }) => queue.depth()), DEADLINE_MS);
  const tally = createProbe(() => ofAll(({ ledger }) => ledger.tally()), DEADLINE_MS);
  let targetsAt = Number.NEGATIVE_INFINITY;
  return {
    async read() {
      const found = await depth();
      set.store(found.answered ? found.ms : null);
      set.queue(found.answered ? found.value : []);
      if (!found.answered || performance.now() - targetsAt < TARGETS_KEPT_MS) return;
      const counted = await tally();
      if (!counted.answered) return;
      targetsAt = performance.now();
      set.targets(counted.value);
    },
  };
}

/** Null and nothing: the store did not answer, and what is not known is not told. */
interface Setters {
  store(ms: number | null): void;
  queue(depth: readonly (Depth & Owned)[]): void;
  targets(tally: readonly (Tally & Owned)[]): void;
}

function gauges(registry: Registry): Setters {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const up = gauge('runway_store_up', 'Whether the store answered just now: 1 or 0.', []);
  const took = gauge(
    'runway_store_answer_seconds',
    'How long the store took to answer just now.',
    [],
  );
  const passes = gauge('runway_queue_passes', 'Passes in the queue.', ['pass', 'state', 'program']);
  const oldest = gauge(
    'runway_queue_oldest_due_seconds',
    'For how long the pass that waits longest is due.',
    ['pass', 'program'],
  );
  const targets = gauge(
    'runway_targets',
    'Targets by how their newest converging stands; counted once a minute.',
    ['environment', 'state', 'program'],
  );
  return {
    store(ms) {
      up.set(ms === null ? 0 : 1);
      if (ms === null) took.remove();
      else took.set(ms / 1_000);
    },
    queue(depth) {
      passes.reset();
      oldest.reset();
      for (const { pass, label } of depth) oldest.set({ pass, ...label }, 0);
      for (const { pass, state, count, oldestMs, label } of depth) {
        passes.set({ pass, state, ...label }, count);
        if (state === 'due') oldest.set({ pass, ...label }, oldestMs / 1_000);
      }
    },
    targets(tally) {
      targets.reset();
      for (const { environment, state, count, label } of tally) {
        targets.set({ environment, state: wordFor(state, label), ...label }, count);
      }
    },
  };
}

/** As `runway status` says it. */
function wordFor(state: Tally['state'], { program }: Owned['label']): string {
  const provisions = program === 'provisioner';
  if (state === 'proven') return provisions ? 'provisioned' : 'serving';
  if (state === 'under way') return provisions ? 'provisioning' : 'deploying';
  return state;
}
