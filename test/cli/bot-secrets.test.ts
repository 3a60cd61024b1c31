import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type BotSecrets, botSecrets } from '../../src/cli/bot-secrets.ts';
import { loadSettings } from '../../src/cli/settings.ts';

const signing = (): string => `whsec_${randomBytes(32).toString('base64')}`;

interface Folder {
  readonly write: (name: string, text: string) => Promise<void>;
  readonly moveOn: () => void;
  readonly open: () => Promise<BotSecrets>;
}

/** Settings whose forge has these lines, beside a read token. */
async function withForge(
  lines: readonly string[],
  run: (folder: Folder) => Promise<void>,
): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'runway-secrets-'));
  let at = 0;
  const write = (name: string, text: string) => writeFile(join(dir, name), text);
  try {
    await write('read', 'reader');
    await write('settings.yml', settingsWith(lines));
    const loaded = await loadSettings(join(dir, 'settings.yml'));
    await run({
      write,
      moveOn: () => void (at += 60_000),
      open: () => botSecrets(loaded, { now: () => new Date(at) }),
    });
  } finally {
    await rm(dir, { recursive: true });
  }
}

function settingsWith(lines: readonly string[]): string {
  return [
    'apiVersion: runway/v1',
    'kind: Settings',
    'forge:',
    '  kind: gitlab',
    '  url: http://127.0.0.1:9',
    '  project: acme/platform',
    '  token: { file: read }',
    ...lines,
    'server: { port: 8080, readToken: { file: read } }',
    '',
  ].join('\n');
}

test('every secret is changed without a restart', () =>
  withForge(
    ['  webhookSecret: { file: token }', '  webhookSigningSecret: { file: signing }'],
    async ({ write, moveOn, open }) => {
      const [first, second] = [signing(), signing()];
      await write('token', 'one');
      await write('signing', first);
      const { readToken, webhooks } = await open();
      await write('read', 'other reader');
      await write('token', 'two\n');
      await write('signing', `${second}\n${first}\n`);
      moveOn();
      expect(await readToken()).toEqual(['other reader']);
      expect(await webhooks.token?.()).toEqual(['two']);
      expect(await webhooks.signing?.()).toEqual([second, first]);
    },
  ));

test('a bot that could know no webhook does not start', () =>
  withForge([], async ({ open }) => {
    await expect(open()).rejects.toMatchObject({
      code: 'RUNWAY_SETTINGS_INVALID',
      hint: expect.stringContaining('forge.webhookSigningSecret'),
    });
  }));

test('a bot whose signing secret is none does not start, and does not repeat it', () =>
  withForge(['  webhookSigningSecret: { file: signing }'], async ({ write, open }) => {
    const wrong = randomBytes(32).toString('base64');
    await write('signing', wrong);
    await expect(open()).rejects.toMatchObject({ code: 'RUNWAY_SETTINGS_INVALID' });
    await expect(open()).rejects.not.toThrow(wrong);
  }));
