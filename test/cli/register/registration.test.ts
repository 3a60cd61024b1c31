import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { NewApp } from '../../../src/adapters/github/registration.ts';
import { filesIn, keep } from '../../../src/cli/register/keep.ts';
import { openRegistration } from '../../../src/cli/register/registration.ts';
import { Failure } from '../../../src/ports/failure.ts';

const wanted = {
  site: 'https://github.example',
  organization: 'acme',
  name: 'runway-"acme"',
  bot: 'https://runway.acme.dev',
};

function newApp(changes: Partial<NewApp> = {}): NewApp {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    id: 4711,
    slug: 'runway-acme',
    page: 'https://github.example/apps/runway-acme',
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    webhookSecret: randomBytes(20).toString('hex'),
    ...changes,
  };
}

interface Told {
  readonly folder: string;
  readonly url: string;
  readonly made: Promise<NewApp>;
  /** What the form of the page sends, and where. */
  readonly form: () => Promise<{
    readonly action: URL;
    readonly manifest: Record<string, unknown>;
  }>;
  /** The browser comes back with these. */
  readonly back: (
    query: Record<string, string>,
  ) => Promise<{ readonly status: number; readonly text: string }>;
  readonly claimed: readonly string[];
}

async function registering(
  claim: (code: string) => Promise<NewApp>,
  tell: (told: Told) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'runway-register-'));
  const files = await filesIn(join(folder, 'secrets'));
  const claimed: string[] = [];
  const { url, made, close } = await openRegistration({
    wanted,
    port: 0,
    claim: (code) => {
      claimed.push(code);
      return claim(code);
    },
    keep: (app) => keep(files, app),
  });
  made.catch(() => undefined);
  const unescaped = (text: string) =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&gt;', '>')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&');
  try {
    await tell({
      folder,
      url,
      made,
      claimed,
      async form() {
        const page = await (await fetch(url)).text();
        const [, action = ''] = /action="([^"]*)"/.exec(page) ?? [];
        const [, manifest = ''] = /name="manifest" value="([^"]*)"/.exec(page) ?? [];
        return {
          action: new URL(unescaped(action)),
          manifest: JSON.parse(unescaped(manifest)) as Record<string, unknown>,
        };
      },
      async back(query) {
        const answer = await fetch(
          new URL(`/registered?${new URLSearchParams(query).toString()}`, url),
        );
        return { status: answer.status, text: await answer.text() };
      },
    });
  } finally {
    await close();
    await rm(folder, { recursive: true });
  }
}

test('the page takes what app.yml asks for to GitHub, with the addresses of this bot', () =>
  registering(
    async () => newApp(),
    async ({ url, form }) => {
      const { action, manifest } = await form();
      const asked = parse(
        await readFile(join(import.meta.dirname, '../../../app.yml'), 'utf8'),
      ) as {
        default_permissions: object;
        default_events: readonly string[];
      };
      expect(action.origin + action.pathname).toBe(
        'https://github.example/organizations/acme/settings/apps/new',
      );
      expect(manifest).toMatchObject({
        name: 'runway-"acme"',
        url: 'https://runway.acme.dev',
        hook_attributes: { url: 'https://runway.acme.dev/webhooks/github', active: true },
        redirect_url: `${new URL(url).origin}/registered`,
        public: false,
        default_permissions: asked.default_permissions,
        default_events: asked.default_events,
      });
    },
  ));

test('the secrets go to files that nobody else can read, and the page says what is next', () => {
  const app = newApp();
  return registering(
    async () => app,
    async ({ folder, form, back, made, claimed }) => {
      const state = (await form()).action.searchParams.get('state') ?? '';
      const { status, text } = await back({ code: 'a180b1a3d263', state });
      expect(status).toBe(200);
      expect(text).toContain('https://github.example/apps/runway-acme/installations/new');
      expect(text).not.toContain(app.webhookSecret);
      expect(await made).toBe(app);
      expect(claimed).toEqual(['a180b1a3d263']);
      const key = join(folder, 'secrets/github-app.pem');
      const secret = join(folder, 'secrets/webhook-secret');
      expect(await readFile(key, 'utf8')).toBe(app.privateKey);
      expect(await readFile(secret, 'utf8')).toBe(`${app.webhookSecret}\n`);
      for (const file of [key, secret]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    },
  );
});

test('whoever comes back without the state of this registration gets nowhere', () =>
  registering(
    async () => newApp(),
    async ({ url, form, back, claimed }) => {
      const state = (await form()).action.searchParams.get('state') ?? '';
      for (const wrong of ['', `${state}x`, state.slice(1)]) {
        expect((await back({ code: 'abc', state: wrong })).status).toBe(400);
      }
      expect((await back({ code: 'abc' })).status).toBe(400);
      for (const code of ['', '../../user', 'a/b', 'a?b', 'a b', '<script>', 'x'.repeat(201)]) {
        expect((await back({ code, state })).status).toBe(400);
      }
      expect((await fetch(new URL('/', url))).status).toBe(404);
      expect(claimed).toEqual([]);
    },
  ));

test('what GitHub refuses is told on the page, harmless, and can be tried again', () => {
  let refusals = 1;
  return registering(
    async () => {
      if (refusals-- === 0) return newApp();
      throw new Failure({
        code: 'RUNWAY_FORGE_UNREACHABLE',
        message: 'GitHub said <script>alert(1)</script>',
        hint: 'Try again',
        retry: 'later',
      });
    },
    async ({ form, back, made }) => {
      const state = (await form()).action.searchParams.get('state') ?? '';
      const first = await back({ code: 'abc', state });
      expect(first.status).toBe(502);
      expect(first.text).toContain('&lt;script&gt;');
      expect(first.text).not.toContain('<script>');
      expect((await back({ code: 'abc', state })).status).toBe(200);
      expect((await made).id).toBe(4711);
    },
  );
});

test('an answer that leads elsewhere is not followed', () =>
  registering(
    async () => newApp({ page: 'https://evil.example/apps/x', slug: 'a b"' }),
    async ({ form, back }) => {
      const state = (await form()).action.searchParams.get('state') ?? '';
      const { text } = await back({ code: 'abc', state });
      expect(text).toContain('https://github.example/apps/a%20b%22/installations/new');
      expect(text).not.toContain('evil.example');
    },
  ));

test('secrets that cannot be kept are told, with what to do', () =>
  registering(
    async () => newApp(),
    async ({ folder, form, back, made }) => {
      const state = (await form()).action.searchParams.get('state') ?? '';
      await writeFile(join(folder, 'secrets/webhook-secret'), 'of another App');
      expect((await back({ code: 'abc', state })).status).toBe(500);
      await expect(made).rejects.toMatchObject({
        hint: expect.stringContaining('https://github.example/apps/runway-acme'),
      });
      expect(await readFile(join(folder, 'secrets/webhook-secret'), 'utf8')).toBe('of another App');
    },
  ));

test('files that are there are not written over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'runway-register-'));
  await writeFile(join(folder, 'github-app.pem'), 'of another App');
  await expect(filesIn(folder)).rejects.toMatchObject({ hint: expect.stringContaining('--out') });
  await rm(folder, { recursive: true });
});
