// Holds log lines to one form, so that they can be counted and searched.

import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');

interface Line {
  readonly place: string;
  /** What stands in the parentheses, up to the end of the statement. */
  readonly given: string;
}

const lines = ['passes', 'adapters', 'server', 'cli', 'engine'].flatMap((folder) =>
  readdirSync(join(root, 'src', folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap(linesIn),
);

function linesIn(file: string): readonly Line[] {
  const calls = readFileSync(file, 'utf8').matchAll(
    /\blog\.(?:info|warn|error)\(\s*([\s\S]*?)\);?\n/g,
  );
  return [...calls].map(([, given = '']) => ({ place: relative(root, file), given }));
}

test('there are log lines to hold', () => {
  expect(lines.length).toBeGreaterThan(25);
});

test('every message is constant; what differs stands in the fields', () => {
  const wrong = lines.filter(({ given }) => !/^'[a-z][a-z ,:'-]+'(?:,|$|\s*$|\))/.test(given));
  expect(wrong).toEqual([]);
});

test('what has a name has the same name everywhere', () => {
  const others = /[{,]\s*(?:number|why|because|mr|iid|err|duration|durationMs|took|sha)\s*[:,}]/;
  const wrong = lines.filter(({ given }) => others.test(given));
  expect(wrong).toEqual([]);
});
