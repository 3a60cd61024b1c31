// The running processes: at most one for each revision, started when needed, stopped when idle.

import { createServer } from 'node:net';
import type { Log } from '../../../ports/log.ts';
import type { Living } from './alive.ts';
import { dies } from './alive.ts';
import type { Child } from './child.ts';
import { startChild } from './child.ts';
import type { HostCommand } from './isolation.ts';
import type { Probe } from '../messages.ts';
import { comesUp } from './ready.ts';

/** How to start a revision; made anew for each start because the port differs. */
export interface Recipe {
  readonly logFile: string;
  readonly startup: Probe;
  readonly liveness: Probe | null;
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

type MakeRecipe = () => Promise<Recipe>;

interface Entry {
  port: Promise<number | null> | null;
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

export function createInstances(options: InstancesOptions): Instances {
  const entries = new Map<string, Entry>();
  const house = { closed: false };

  async function stop(revision: string): Promise<void> {
    const entry = entries.get(revision);
    if (entry === undefined) return;
    entry.stopping = true;
    entries.delete(revision);
    await entry.child?.stop(options.graceMs);
  }

  async function start(revision: string, entry: Entry, make: MakeRecipe): Promise<number | null> {
    const recipe = await make();
    const port = await freePort();
    const command = await recipe.command(port);
    if (house.closed || entry.stopping) return null;
    const child = startChild(command, recipe.logFile);
    entry.child = child;
    const up = await comesUp({ probe: recipe.startup, port, exited: child.exited });
    if (!up) await child.stop(0);
    if (!up || entry.stopping) return null;
    options.log.info('revision started', { revision, port, pid: child.pid });
    const over = new AbortController();
    void watch(revision, entry, child).finally(() => over.abort());
    if (recipe.liveness) void guard(child, { probe: recipe.liveness, port, over: over.signal });
    return port;
  }

  async function watch(revision: string, entry: Entry, child: Child): Promise<void> {
    await child.exited;
    if (entries.get(revision) === entry) entries.delete(revision);
    if (!entry.stopping && !house.closed) options.crashed(revision);
  }

  async function guard(child: Child, living: Living): Promise<void> {
    if (await dies(living)) await child.stop(0);
  }

  async function begin(revision: string, entry: Entry, make: MakeRecipe): Promise<number | null> {
    let port: number | null = null;
    try {
      port = await start(revision, entry, make);
      return port;
    } finally {
      if (port === null && entries.get(revision) === entry) entries.delete(revision);
    }
  }

  return {
    async port(revision, recipe) {
      if (house.closed) return null;
      const entry = entries.get(revision) ?? newEntry();
      entry.usedAt = Date.now();
      entries.set(revision, entry);
      entry.port ??= begin(revision, entry, recipe);
      return entry.port;
    },
    busy: (revision) => occupied(entries.get(revision)),
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
      house.closed = true;
      await Promise.all([...entries.keys()].map(stop));
    },
  };
}

function newEntry(): Entry {
  return { port: null, child: null, inFlight: 0, usedAt: 0, stopping: false };
}

function occupied(entry: Entry | undefined): () => void {
  if (entry === undefined) return () => undefined;
  const counted = entry;
  counted.inFlight += 1;
  return () => {
    counted.inFlight -= 1;
    counted.usedAt = Date.now();
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
