// The running processes: at most one for each revision, started when needed, stopped when idle.

import { createServer } from 'node:net';
import type { Log } from '../../ports/log.ts';
import type { Child } from './child.ts';
import { startChild } from './child.ts';
import type { HostCommand } from './isolation.ts';
import type { Probe } from './messages.ts';
import { comesUp } from './ready.ts';

/** How to start a revision; made anew for each start because the port differs. */
export interface Recipe {
  readonly logFile: string;
  readonly probe: Probe;
  command(port: number): Promise<HostCommand>;
}

export interface Instances {
  /** The port that a started revision listens on, starting it when it does not run; null when it does not come up. */
  port(revision: string, recipe: () => Promise<Recipe>): Promise<number | null>;
  /** Counts a request in; call what it returns when the request is over. */
  busy(revision: string): () => void;
  /** Stops a revision; nothing when it does not run. */
  stop(revision: string): Promise<void>;
  running(): readonly string[];
  /** Stops what is idle for longer than this and not to be kept. */
  sweep(idleMs: number, keep: (revision: string) => boolean): Promise<void>;
  /** Stops all, and starts nothing any more. */
  close(): Promise<void>;
}

interface Entry {
  readonly port: Promise<number | null>;
  child: Child | null;
  inFlight: number;
  usedAt: number;
  stopping: boolean;
}

export interface InstancesOptions {
  readonly log: Log;
  readonly graceMs: number;
  /** Called when a revision that had come up has ended without being asked. */
  readonly crashed: (revision: string) => void;
}

export function createInstances({ crashed, graceMs, log }: InstancesOptions): Instances {
  const entries = new Map<string, Entry>();
  let closed = false;

  async function start(
    revision: string,
    entry: Entry,
    make: () => Promise<Recipe>,
  ): Promise<number | null> {
    const recipe = await make();
    const port = await freePort();
    const command = await recipe.command(port);
    if (closed || entry.stopping) return null;
    const child = startChild(command, recipe.logFile);
    entry.child = child;
    const up = await comesUp({ probe: recipe.probe, port, exited: child.exited });
    if (!up) {
      await child.stop(0);
      return null;
    }
    log.info('revision started', { revision, port, pid: child.pid });
    void child.exited.then(() => {
      if (entries.get(revision) === entry) entries.delete(revision);
      if (!entry.stopping && !closed) crashed(revision);
    });
    return port;
  }

  async function stop(revision: string): Promise<void> {
    const entry = entries.get(revision);
    if (entry === undefined) return;
    entry.stopping = true;
    entries.delete(revision);
    await entry.child?.stop(graceMs);
  }

  return {
    port(revision, recipe) {
      if (closed) return Promise.resolve(null);
      const found = entries.get(revision);
      if (found !== undefined) {
        found.usedAt = Date.now();
        return found.port;
      }
      const { promise, resolve, reject } = deferred<number | null>();
      const entry: Entry = {
        port: promise,
        child: null,
        inFlight: 0,
        usedAt: Date.now(),
        stopping: false,
      };
      entries.set(revision, entry);
      const forget = (): void => {
        if (entries.get(revision) === entry) entries.delete(revision);
      };
      start(revision, entry, recipe).then(
        (port) => {
          if (port === null) forget();
          resolve(port);
        },
        (error: unknown) => {
          forget();
          reject(error);
        },
      );
      return promise;
    },
    busy(revision) {
      const entry = entries.get(revision);
      if (entry === undefined) return () => undefined;
      entry.inFlight += 1;
      return () => {
        entry.inFlight -= 1;
        entry.usedAt = Date.now();
      };
    },
    stop,
    running: () => [...entries].filter(([, entry]) => entry.child !== null).map(([name]) => name),
    async sweep(idleMs, keep) {
      const before = Date.now() - idleMs;
      const idle = [...entries].filter(
        ([name, entry]) => entry.inFlight === 0 && entry.usedAt < before && !keep(name),
      );
      await Promise.all(idle.map(([name]) => stop(name)));
    },
    async close() {
      closed = true;
      await Promise.all([...entries.keys()].map(stop));
    },
  };
}

function deferred<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
} {
  const settle: { resolve?: (value: T) => void; reject?: (reason: unknown) => void } = {};
  const promise = new Promise<T>((resolve, reject) => Object.assign(settle, { resolve, reject }));
  return {
    promise,
    resolve: (value) => settle.resolve?.(value),
    reject: (reason) => settle.reject?.(reason),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
