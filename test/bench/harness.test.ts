// Runs the benchmark once, as small as it gets: a harness that does not run measures nothing. No figure is asserted.

import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PARTS } from '../../bench/arguments.ts';
import type { Report } from '../../bench/report/report.ts';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'bench/dist/bench/main.js');
let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'runway-bench-test-'));
  execFileSync(process.execPath, [join(root, 'scripts/build-bench.js')], { cwd: root });
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('a small run measures everything that it was asked for', async () => {
  const file = join(dir, 'report.json');
  const words = ['--quick', '--sizes', '3', '--json', file];
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...words], { cwd: root });
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;

  expect(report.failures).toEqual([]);
  expect([...new Set(report.lines.map(({ part }) => part))]).toEqual(PARTS);
  for (const { what } of report.lines) expect(stdout).toContain(what);
  expect(report.lines.every(({ measured }) => measured.median > 0)).toBe(true);
}, 300_000);

test('a mistake in the words measures nothing and ends with 64', async () => {
  await expect(promisify(execFile)(process.execPath, [main, 'plans'])).rejects.toMatchObject({
    code: 64,
  });
});
