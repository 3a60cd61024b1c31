// What the control plane remembers: one file for each service and each operation, replaced whole.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationState, ServiceKey, ServiceState } from './messages.ts';

/** Writes are on disk before the call returns. */
export interface Store {
  services(): readonly ServiceState[];
  service(key: ServiceKey): ServiceState | null;
  put(state: ServiceState): void;
  drop(key: ServiceKey): void;
  operations(): readonly OperationState[];
  operation(name: string): OperationState | null;
  putOperation(operation: OperationState): void;
  dropOperation(name: string): void;
}

/** Beyond this many, operations that are done are forgotten. */
const MOST_OPERATIONS = 2000;

export function openStore(dir: string): Store {
  const services = openShelf<ServiceState>(join(dir, 'services'), ({ key }) => fileOf(key));
  const operations = openShelf<OperationState>(join(dir, 'operations'), ({ name }) => idOf(name));
  return {
    services: () => services.all(),
    service: (key) => services.get(fileOf(key)),
    put: (state) => services.put(state),
    drop: (key) => services.drop(fileOf(key)),
    operations: () => operations.all(),
    operation(name) {
      const found = operations.get(idOf(name));
      return found?.name === name ? found : null;
    },
    putOperation(operation) {
      operations.put(operation);
      const all = operations.all();
      const oldest = all.length > MOST_OPERATIONS ? all.find(({ done }) => done) : undefined;
      if (oldest !== undefined) operations.drop(idOf(oldest.name));
    },
    dropOperation: (name) => operations.drop(idOf(name)),
  };
}

function fileOf({ project, region, id }: ServiceKey): string {
  return `${project}--${region}--${id}`;
}

function idOf(operation: string): string {
  return operation.slice(operation.lastIndexOf('/') + 1);
}

interface Shelf<T> {
  all(): readonly T[];
  get(id: string): T | null;
  put(value: T): void;
  drop(id: string): void;
}

function openShelf<T>(dir: string, id: (value: T) => string): Shelf<T> {
  mkdirSync(dir, { recursive: true });
  const values = new Map<string, T>();
  for (const file of readdirSync(dir).sort()) {
    if (!file.endsWith('.json')) continue;
    const value = JSON.parse(readFileSync(join(dir, file), 'utf8')) as T;
    values.set(id(value), value);
  }
  return {
    all: () => [...values.values()],
    get: (key) => values.get(key) ?? null,
    put(value) {
      const file = join(dir, `${id(value)}.json`);
      writeFileSync(`${file}.new`, JSON.stringify(value));
      renameSync(`${file}.new`, file);
      values.set(id(value), value);
    },
    drop(key) {
      rmSync(join(dir, `${key}.json`), { force: true });
      values.delete(key);
    },
  };
}
