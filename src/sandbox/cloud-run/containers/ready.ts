// Startup probes: when a container counts as started, and when it has had its chance.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../messages.ts';

export interface Starting {
  readonly probe: Probe;
  /** The port on this machine that stands for the container's. */
  readonly port: number;
  readonly exited: Promise<void>;
}

/**
 * True as soon as the probe succeeds; false when the program ends first or all tries fail. A TCP probe
 * watches for the port all the time that its tries add up to; an HTTP probe asks once a period, and within its
 * timeout asks again while nobody listens yet.
 */
export async function comesUp({ exited, port, probe }: Starting): Promise<boolean> {
  const over = new AbortController();
  const ended = exited.then(() => false);
  try {
    return await Promise.race([ended, tries(probe, port, over.signal)]);
  } finally {
    over.abort();
  }
}

async function tries(probe: Probe, port: number, signal: AbortSignal): Promise<boolean> {
  const period = (probe.periodSeconds || 10) * 1000;
  const threshold = probe.failureThreshold || 3;
  await pause((probe.initialDelaySeconds ?? 0) * 1000, signal);
  if (!probe.httpGet) return within(period * threshold, signal, () => listens(port));
  for (let attempt = 0; attempt < threshold && !signal.aborted; attempt += 1) {
    const next = Date.now() + period;
    if (await within(timeoutMs(probe), signal, () => answers(probe, port))) return true;
    await pause(next - Date.now(), signal);
  }
  return false;
}

/** One try, now. */
export async function passes(probe: Probe, port: number): Promise<boolean> {
  return (await (probe.httpGet ? answers(probe, port) : listens(port))) ?? false;
}

function timeoutMs(probe: Probe): number {
  return (probe.timeoutSeconds || 1) * 1000;
}

/** Null: nobody listens yet, ask again. */
type Try = () => Promise<boolean | null>;

async function within(ms: number, signal: AbortSignal, attempt: Try): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (!signal.aborted) {
    const found = await attempt();
    if (found !== null) return found;
    if (Date.now() >= deadline) return false;
    await pause(20, signal);
  }
  return false;
}

function listens(port: number): Promise<true | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(null));
  });
}

/** Any status from 200 to 399 counts, as in Kubernetes. */
async function answers(probe: Probe, port: number): Promise<boolean | null> {
  if ((await listens(port)) === null) return null;
  const headers = (probe.httpGet?.httpHeaders ?? []).map(({ name, value }): [string, string] => [
    name ?? '',
    value ?? '',
  ]);
  try {
    const response = await fetch(`http://127.0.0.1:${port}${probe.httpGet?.path ?? '/'}`, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs(probe)),
    });
    await response.body?.cancel();
    return response.status >= 200 && response.status < 400;
  } catch {
    return false;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
}
