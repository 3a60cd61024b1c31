// Requests that left the bot.

import { Histogram, type Registry } from 'prom-client';
import type { Call } from '../../ports/calls.ts';

/** Seconds. */
const TAKES = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60];

/** Hosts have to come as few, safe names. */
export function callMeters(registry: Registry): (call: Call) => void {
  const takes = new Histogram({
    name: 'runway_outside_call_duration_seconds',
    help: 'Requests to the forge, registries and runtimes, repeats included, by how they ended.',
    labelNames: ['host', 'code'],
    buckets: TAKES,
    registers: [registry],
  });
  return ({ host, code, ms }) => takes.observe({ host, code }, ms / 1_000);
}
