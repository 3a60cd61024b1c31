// What commands say when a part of the world outside does not answer, or does not take the token.

import { expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ended } from '../../support/command-line.ts';
import type { Sandbox } from '../../support/sandbox-process.ts';

export interface Given {
  /** With a changed copy of the sandbox's settings. */
  readonly runway: (
    words: readonly string[],
    change?: (settings: string) => string,
  ) => Promise<Ended & { readonly ms: number }>;
  readonly started: () => Sandbox;
}

export function silentWorld({ runway, started }: Given): void {
  const nowhere = /^ {2}url: http:\/\/127\.0\.0\.1:\d+$/m;

  test('no GitLab: the message says so within seconds, without a stack', async () => {
    const gone = (text: string): string => text.replace(nowhere, '  url: http://127.0.0.1:9');
    for (const words of [
      ['status'],
      ['release', 'dev/catalog', '2.4.0'],
      ['apply', 'dev/catalog'],
    ]) {
      const { code, stderr, ms } = await runway(words, gone);
      expect({ words, code }).toEqual({ words, code: 1 });
      expect(stderr).toMatch(/RUNWAY_[A-Z_]+: .*127\.0\.0\.1:9/);
      expect(stderr).not.toMatch(/^ {4}at /m);
      expect(ms).toBeLessThan(30_000);
    }
  }, 120_000);

  test('no Cloud Run: `status` and `apply` fail, and nothing looks done', async () => {
    const gone = (text: string): string => text.replace(/endpoint: .*/, 'endpoint: localhost:9');
    const status = await runway(['status'], gone);
    expect(status).toMatchObject({ code: 1, stderr: '' });
    const [table = '', reasons = ''] = status.stdout.split('\n\n');
    const states = table.split('\n').map((line) => line.trim().split(/ {2,}/).at(-1));
    expect(states).toHaveLength(11);
    expect(new Set(states)).toEqual(new Set(['unreachable']));
    expect(reasons.trim().split('\n')).toEqual([
      expect.stringMatching(/^dev: Cloud Run did not answer .*127\.0\.0\.1:9\.?$/),
      expect.stringMatching(/^production: Cloud Run did not answer/),
      expect.stringMatching(/^staging: Cloud Run did not answer/),
    ]);
    const apply = await runway(['apply', 'dev/catalog'], gone);
    expect(apply).toMatchObject({ code: 1, stdout: '' });
    expect(apply.stderr).toMatch(/RUNWAY_RUNTIME_UNREACHABLE: Cloud Run did not answer/);
    expect(apply.stderr).not.toMatch(/^ {4}at /m);
  }, 120_000);

  test('a token that GitLab does not take is told as such', async () => {
    await writeFile(join(started().dir, 'other-token'), 'not-the-token\n');
    const { code, stderr } = await runway(['status'], (text) =>
      text.replace(/token: \{ file: .*gitlab-token \}/, 'token: { file: other-token }'),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/does not accept the token.*\n.*forge\.token/);
    expect(stderr).not.toContain('not-the-token');
  }, 30_000);

  test('no bot: `passes` says how to start it, and settings that are broken say where', async () => {
    expect(await runway(['passes'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^RUNWAY_BOT_UNREACHABLE: .*\n.*runway serve/),
    });
    const { code, stderr } = await runway(['status'], (text) => text.replace('forge:', 'forg:'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/RUNWAY_SETTINGS_INVALID: .*\n.*settings-changed\.yml:\d+:1 .*forg/);
  }, 30_000);
}
