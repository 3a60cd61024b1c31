// What the bot of the sandbox said last: a wait that ends in vain is of little use without it.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MOST_LINES = 25;
const MOST_LETTERS = 400;

/** The last lines of the newest sandbox's bot log; empty when there is none. */
export function lastWords(): string {
  const logs = readdirSync(tmpdir())
    .filter((name) => name.startsWith('runway-sandbox-'))
    .map((name) => join(tmpdir(), name, 'bot.log'))
    .filter((path) => existsSync(path))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const [newest] = logs;
  if (newest === undefined) return '';
  const lines = readFileSync(newest, 'utf8').trimEnd().split('\n').slice(-MOST_LINES);
  return `\nThe bot said last:\n${lines.map((line) => line.slice(0, MOST_LETTERS)).join('\n')}`;
}
