import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { leaveNoMemory } from '../../src/cli/last-words.ts';
import { canaries, readable } from '../support/canaries.ts';

const ROOT = join(import.meta.dirname, '../..');
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux(
  'a core dump holds no memory of the process, and so no value that passed through it',
  () => {
    leaveNoMemory();
    expect(Number(`0x${readFileSync('/proc/self/coredump_filter', 'utf8').trim()}`)).toBe(0);
  },
);

test('where the kernel cannot be told, a command runs all the same', () => {
  expect(() => leaveNoMemory('/proc/nowhere/coredump_filter')).not.toThrow();
});

test('an error that nobody caught says where it is and none of what it holds', async () => {
  const planted = canaries();
  const held = JSON.stringify(planted.map(({ words }) => words));
  // Thrown from outside of everything that is awaited, as soon as the command runs.
  const thrower =
    'const wait = setInterval(() => { if (process.listenerCount("uncaughtException") === 0) return; clearInterval(wait);' +
    'throw Object.assign(new TypeError("nobody caught it"), { response: { data: process.env.HELD } }) }, 1);';
  const ended = promisify(execFile)(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(thrower)}`,
      join(ROOT, 'dist/cli/main.js'),
      'validate',
    ],
    { cwd: ROOT, env: { ...process.env, HELD: held } },
  );
  const { code, stderr } = await ended.then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: number; stderr: string }) => error,
  );
  expect(code).toBe(1);
  expect(stderr).toContain('TypeError: nobody caught it\n    at ');
  expect(readable(stderr, planted)).toEqual([]);
});
