// What a receiver still has to be told, kept on disk: a file for each delivery, in order.

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
import type { Delivery } from './manner.ts';

export type NewDelivery = Pick<Delivery, 'event' | 'payload' | 'again'> & {
  readonly uuid?: string;
};

export interface Outbox {
  put(given: NewDelivery): void;
  /** Of all deliveries, oldest first. */
  numbers(): readonly number[];
  read(number: number): Delivery;
  remove(number: number): void;
  /** Forgets everything. */
  clear(): void;
}

/** Below `dir`, which receivers share. */
export function outboxOf(dir: string, id: number): Outbox {
  const folder = join(dir, 'deliveries', String(id));
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
    put(given) {
      mkdirSync(folder, { recursive: true });
      const number = (numbers().at(-1) ?? 0) + 1;
      const delivery: Delivery = { uuid: randomUUID(), ...given, number };
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
