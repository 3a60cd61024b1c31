// A registry in a folder of its own, with what it was asked, for tests.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../../src/ports/log.ts';
import type { Interfere } from '../../../src/sandbox/registry/interference.ts';
import {
  startRegistry,
  type RegistryOptions,
  type RunningRegistry,
} from '../../../src/sandbox/registry/start-registry.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface TestRegistry extends RunningRegistry {
  readonly dir: string;
  /** Of alice, who may push below `acme` and `mirror`. */
  readonly password: string;
  readonly asked: Asked[];
  /** Makes it fail from now on; null leaves all requests alone. */
  interfere(next: Interfere | null): void;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

export async function runningRegistry(
  options: Partial<RegistryOptions> = {},
): Promise<TestRegistry> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'runway-registry-')));
  const password = randomBytes(12).toString('hex');
  const asked: Asked[] = [];
  const state: { interfere: Interfere | null } = { interfere: null };
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
    interfere: (request) => state.interfere?.(request) ?? null,
  });
  return {
    ...running,
    dir,
    password,
    asked,
    interfere(next) {
      state.interfere = next;
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
