// How long passes wait, how long they take and how they end.

import { Histogram, type Registry } from 'prom-client';
import type { EndedRun } from '../../passes/worker/run.ts';
import type { ProgramName } from '../../resources/program.ts';
import { labelOf } from './program-label.ts';

/** Seconds. A pass takes fractions of a second, and minutes when it copies an image. */
const TAKES = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
/** Seconds. */
const WAITS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300];

export function passMeters(registry: Registry): (run: EndedRun, program?: ProgramName) => void {
  const takes = new Histogram({
    name: 'runway_pass_duration_seconds',
    help: 'Runs of passes, from taking one to the record of how it ended.',
    labelNames: ['pass', 'outcome', 'program'],
    buckets: TAKES,
    registers: [registry],
  });
  const waits = new Histogram({
    name: 'runway_pass_wait_seconds',
    help: 'How long a pass was due before it was taken, by what set it off.',
    labelNames: ['pass', 'origin', 'program'],
    buckets: WAITS,
    registers: [registry],
  });
  return ({ pass, outcome, origin, waitedMs, ms }, program = 'reconciler') => {
    takes.observe({ pass, outcome, ...labelOf(program) }, ms / 1_000);
    waits.observe({ pass, origin, ...labelOf(program) }, waitedMs / 1_000);
  };
}
