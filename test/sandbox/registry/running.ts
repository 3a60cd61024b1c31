// A registry in a folder of its own, with what it was asked, for tests.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../../src/ports/log.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { createFaults, type Faults } from '../../../src/sandbox/faults/faults.ts';
import {
  startRegistry,
  type RegistryOptions,
  type RunningRegistry,
} from '../../../src/sandbox/registry/start-registry.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The `Range` header, where there was one. */
  readonly range?: string;
}

export interface TestRegistry extends RunningRegistry {
  readonly dir: string;
  /** Of alice, who may push below `acme` and `mirror`. */
  readonly password: string;
  readonly asked: Asked[];
  readonly faults: Faults;
  /** Lets a fault strike requests of a method, as GET / of the control address lists them. */
  fail(method: string, fault: Fault, more?: { times?: number | null; path?: string }): void;
  /** Calls `look` before every request. */
  before(look: (method: string, path: string) => void): void;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

export async function runningRegistry(
  options: Partial<RegistryOptions> = {},
): Promise<TestRegistry> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'runway-registry-')));
  const password = randomBytes(12).toString('hex');
  const asked: Asked[] = [];
  const faults = createFaults();
  const state: { look: (method: string, path: string) => void } = { look: () => undefined };
  const watched: Faults = {
    ...faults,
    door(part) {
      const door = faults.door(part);
      return {
        strike(seen) {
          const [method = '', path = ''] = (seen.spelled ?? '').split(' ');
          state.look(method, path);
          return door.strike(seen);
        },
      };
    },
  };
  const running = await startRegistry({
    service: 'container_registry',
    style: 'gitlab',
    users: [
      { name: 'alice', password, access: 'write', prefix: 'acme' },
      { name: 'alice', password, access: 'write', prefix: 'mirror' },
      { name: 'bob', password, access: 'read', prefix: 'acme' },
      { name: 'olga', password, access: 'admin' },
    ],
    ...options,
    dir,
    log: recording(asked),
    faults: { faults: watched, service: 'registry' },
  });
  return {
    ...running,
    dir,
    password,
    asked,
    faults,
    fail(method, fault, { times = null, path } = {}) {
      const where = path === undefined ? {} : { path };
      faults.add({ service: 'registry', method, fault, times, share: null, where });
    },
    before(look) {
      state.look = look;
    },
    async remove() {
      await running.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function recording(asked: Asked[]): Log {
  const log: Log = {
    info: (message, fields) => {
      if (message === 'registry request') asked.push(fields as unknown as Asked);
    },
    warn: () => undefined,
    error: () => undefined,
    with: () => log,
  };
  return log;
}

export const quiet: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => quiet,
};
