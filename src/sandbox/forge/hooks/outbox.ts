// What a hook still has to send, kept on disk: a file for each delivery, in order.

import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Hook, HookEvent } from '../model/state.ts';

export interface Delivery {
  readonly number: number;
  readonly uuid: string;
  readonly event: HookEvent;
  readonly payload: object;
}

export interface Outbox {
  put(event: HookEvent, payload: object): void;
  /** Of all deliveries, oldest first. */
  numbers(): readonly number[];
  read(number: number): Delivery;
  remove(number: number): void;
  /** Forgets everything. */
  clear(): void;
}

/** Below `dir`, which hooks share. */
export function outboxOf(dir: string, hook: Hook): Outbox {
  const folder = join(dir, 'deliveries', String(hook.id));
  const fileOf = (number: number): string =>
    join(folder, `${String(number).padStart(10, '0')}.json`);
  const numbers = (): readonly number[] => {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => /^\d+\.json$/.test(name))
      .map((name) => Number(name.slice(0, -5)))
      .sort((a, b) => a - b);
  };
  return {
    put(event, payload) {
      mkdirSync(folder, { recursive: true });
      const number = (numbers().at(-1) ?? 0) + 1;
      const delivery: Delivery = { number, uuid: randomUUID(), event, payload };
      const file = fileOf(number);
      writeFileSync(`${file}.new`, JSON.stringify(delivery));
      renameSync(`${file}.new`, file);
    },
    numbers,
    read: (number) => JSON.parse(readFileSync(fileOf(number), 'utf8')) as Delivery,
    remove: (number) => rmSync(fileOf(number), { force: true }),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
}
