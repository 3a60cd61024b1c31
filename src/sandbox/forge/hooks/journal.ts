// The tries to tell a receiver something, newest first, the oldest not for ever.

import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attempt } from './manner.ts';

export interface Journal {
  add(attempt: Attempt): void;
  list(): readonly Attempt[];
}

const KEPT = 250;

/** Forgotten with the process. */
export function passingJournal(): Journal {
  let attempts: readonly Attempt[] = [];
  return {
    add(attempt) {
      attempts = [attempt, ...attempts].slice(0, KEPT);
    },
    list: () => attempts,
  };
}

/** A file for each, in a folder of its own. */
export function lastingJournal(folder: string): Journal {
  const fileOf = ({ id }: Attempt): string => join(folder, `${id}.json`);
  mkdirSync(folder, { recursive: true });
  let attempts = readdirSync(folder)
    .filter((name) => /^\d+\.json$/.test(name))
    .map((name) => revived(readFileSync(join(folder, name), 'utf8')))
    .sort((a, b) => b.id - a.id);
  return {
    add(attempt) {
      const file = fileOf(attempt);
      writeFileSync(`${file}.new`, JSON.stringify(attempt));
      renameSync(`${file}.new`, file);
      attempts = [attempt, ...attempts];
      for (const old of attempts.slice(KEPT)) rmSync(fileOf(old), { force: true });
      attempts = attempts.slice(0, KEPT);
    },
    list: () => attempts,
  };
}

function revived(text: string): Attempt {
  const kept = JSON.parse(text) as Omit<Attempt, 'at'> & { readonly at: string };
  return { ...kept, at: new Date(kept.at) };
}
