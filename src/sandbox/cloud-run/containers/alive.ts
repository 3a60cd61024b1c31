// Liveness probes: when a running container is to be replaced.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../messages.ts';
import { passes } from './ready.ts';

export interface Living {
  readonly probe: Probe;
  readonly port: number;
  /** Aborts when the program has ended. */
  readonly over: AbortSignal;
}

/** Resolves to true when the probe has failed as often in a row as it may; to false when it is over. */
export async function dies({ over, port, probe }: Living): Promise<boolean> {
  const period = (probe.periodSeconds || 10) * 1000;
  const threshold = probe.failureThreshold || 3;
  await pause((probe.initialDelaySeconds ?? 0) * 1000, over);
  for (let failures = 0; !over.aborted;) {
    await pause(period, over);
    failures = (await passes(probe, port)) ? 0 : failures + 1;
    if (failures >= threshold && !over.aborted) return true;
  }
  return false;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
