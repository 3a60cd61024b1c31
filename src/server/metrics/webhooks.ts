// Webhooks that came in: what became of them, how late they were and how long they took.

import { Counter, Histogram, type Registry } from 'prom-client';
import type { ReceivedHook } from '../webhooks/received.ts';

/** Seconds from the event to its arrival. */
const LATE = [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600];
/** Seconds from the request to the answer. */
const TAKES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 10];

export function webhookMeters(registry: Registry): (hook: ReceivedHook) => void {
  const deliveries = new Counter({
    name: 'runway_webhook_deliveries_total',
    help: 'Webhooks received, by event and what became of them.',
    labelNames: ['event', 'result'],
    registers: [registry],
  });
  const late = new Histogram({
    name: 'runway_webhook_lag_seconds',
    help: 'From the time that an event names as its own, or at which it was signed, to its arrival.',
    labelNames: ['event'],
    buckets: LATE,
    registers: [registry],
  });
  const takes = new Histogram({
    name: 'runway_webhook_duration_seconds',
    help: 'From the arrival of a webhook to its answer, storing it included.',
    buckets: TAKES,
    registers: [registry],
  });
  return ({ event, result, lagMs, ms }) => {
    deliveries.inc({ event, result });
    if (lagMs !== null) late.observe({ event }, lagMs / 1_000);
    takes.observe(ms / 1_000);
  };
}
