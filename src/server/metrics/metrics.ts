// All meters of one bot, and the text that a scraper reads.

import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { EndedRun } from '../../passes/worker/run.ts';
import type { Call } from '../../ports/calls.ts';
import type { ProgramName } from '../../resources/program.ts';
import type { ReceivedHook } from '../webhooks/received.ts';
import { callMeters } from './calls.ts';
import { passMeters } from './passes.ts';
import { storeMeters, type Watched } from './store.ts';
import { webhookMeters } from './webhooks.ts';

export interface Metrics {
  /** `program` left out: the reconciler. */
  readonly passEnded: (run: EndedRun, program?: ProgramName) => void;
  readonly called: (call: Call) => void;
  readonly hooked: (hook: ReceivedHook) => void;
  /** From now on the text tells what lies in the store too, program by program. */
  watch(...programs: readonly Watched[]): void;
  /** Prometheus' text format, version 0.0.4. Never waits long for the store. */
  text(): Promise<string>;
}

export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  // The names that every Node process has, so that dashboards know them.
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'runway_build_info',
    help: 'Always 1; the version of Runway is a label.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1);
  let read = async (): Promise<void> => undefined;
  return {
    passEnded: passMeters(registry),
    called: callMeters(registry),
    hooked: webhookMeters(registry),
    watch(...watched) {
      const meters = storeMeters(registry, watched);
      read = () => meters.read();
    },
    async text() {
      await read();
      return registry.metrics();
    },
  };
}
