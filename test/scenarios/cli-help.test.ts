// What the command line says about itself, and about calls that are wrong.

import { describe, expect, test } from '@jest/globals';
import { ROOT, runwayIn } from '../support/command-line.ts';

const COMMANDS = [
  'validate',
  'plan',
  'apply',
  'release',
  'status',
  'explain',
  'passes',
  'serve',
  'sandbox',
  'demo',
];

const runway = (words: readonly string[]) => runwayIn(ROOT, words);

describe('help', () => {
  test.each(COMMANDS)('of `%s` teaches with an example', async (command) => {
    const { code, stdout, stderr } = await runway([command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/Examples?:\n {2}runway /);
  });

  test('of `runway` lists the commands and the exit codes', async () => {
    const { code, stdout } = await runway(['--help']);
    expect(code).toBe(0);
    for (const word of [...COMMANDS, '0 ', '1 ', '2 ', '3 ', '64 ']) expect(stdout).toContain(word);
  });

  test.each([
    [['validat'], /Did you mean validate/],
    [['plan', '--ofline'], /Did you mean --offline/],
    [['status'], /--settings/],
    [['release', 'dev/checkout', '--settings', 'x'], /version/],
    [['release', 'dev/checkout', 'a b', '--settings', 'x'], /image tag/],
    [['explain', '../../etc/passwd'], /ENVIRONMENT\/WORKLOAD/],
    [['apply', 'checkout', '--settings', 'x'], /ENVIRONMENT\/WORKLOAD/],
  ])('a call like `%s` ends with 64 and says what to write', async (words, expected) => {
    const { code, stderr } = await runway(words);
    expect(code).toBe(64);
    expect(stderr).toMatch(expected);
  });
});
