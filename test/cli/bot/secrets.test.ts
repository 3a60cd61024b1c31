import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type BotSecrets, botSecrets } from '../../../src/cli/bot/secrets.ts';
import { loadSettings } from '../../../src/cli/settings.ts';

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
    '  url: http://127.0.0.1:9',
    '  project: acme/platform',
    ...lines,
    'server: { port: 8080, readToken: { file: read } }',
    '',
  ].join('\n');
}

const GITLAB = ['  kind: gitlab', '  token: { file: read }'];

test('every secret is changed without a restart', () =>
  withForge(
    [...GITLAB, '  webhookSecret: { file: token }', '  webhookSigningSecret: { file: signing }'],
    async ({ write, moveOn, open }) => {
      const [first, second] = [signing(), signing()];
      await write('token', 'one');
      await write('signing', first);
      const { readToken, webhooks } = await open();
      if (webhooks.kind !== 'gitlab') throw new Error('another forge');
      await write('read', 'other reader');
      await write('token', 'two\n');
      await write('signing', `${second}\n${first}\n`);
      moveOn();
      expect(await readToken()).toEqual(['other reader']);
      expect(await webhooks.secrets.token?.()).toEqual(['two']);
      expect(await webhooks.secrets.signing?.()).toEqual([second, first]);
    },
  ));

test('a bot that could know no webhook does not start', () =>
  withForge(GITLAB, async ({ open }) => {
    await expect(open()).rejects.toMatchObject({
      code: 'RUNWAY_SETTINGS_INVALID',
      hint: expect.stringContaining('forge.webhookSigningSecret'),
    });
  }));

test('a bot whose signing secret is none does not start, and does not repeat it', () =>
  withForge([...GITLAB, '  webhookSigningSecret: { file: signing }'], async ({ write, open }) => {
    const wrong = randomBytes(32).toString('base64');
    await write('signing', wrong);
    await expect(open()).rejects.toMatchObject({ code: 'RUNWAY_SETTINGS_INVALID' });
    await expect(open()).rejects.not.toThrow(wrong);
  }));

const GITHUB = [
  '  kind: github',
  '  app: { id: 7, privateKey: { file: key } }',
  '  webhookSecret: { file: webhook }',
];

test('the secrets of a GitHub are changed without a restart, several at once', () =>
  withForge(GITHUB, async ({ write, moveOn, open }) => {
    await write('webhook', 'one\n');
    const { webhooks } = await open();
    if (webhooks.kind !== 'github') throw new Error('another forge');
    expect(webhooks.appId).toBe(7);
    expect(await webhooks.secrets()).toEqual(['one']);
    await write('webhook', 'two\none\n');
    expect(await webhooks.secrets()).toEqual(['one']);
    moveOn();
    expect(await webhooks.secrets()).toEqual(['two', 'one']);
  }));

test('a bot on GitHub does not start without its webhook secret', () =>
  withForge(GITHUB, async ({ write, open }) => {
    await write('webhook', ' \n');
    await expect(open()).rejects.toMatchObject({ code: 'RUNWAY_SETTINGS_INVALID' });
  }));
