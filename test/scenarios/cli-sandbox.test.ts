// `runway sandbox` as a process, and the commands that talk to what it starts.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '../support/sandbox-front.ts';
import { personAt } from '../support/sandbox-person.ts';
import { launchSandbox, type Sandbox, startSandbox } from '../support/sandbox-process.ts';
import { withVersion } from '../support/sandbox-team.ts';
import { eventually } from '../support/sandbox-wait.ts';
import { silentWorld } from './stories/cli-silent-world.ts';

const FILE = 'environments/dev/checkout.yml';

let sandbox: Sandbox | null = null;

beforeAll(async () => {
  sandbox = await startSandbox(['--no-bot']);
}, 16 * 60_000);

afterAll(async () => {
  await sandbox?.stop();
}, 60_000);

function started(): Sandbox {
  if (sandbox === null) throw new Error('the sandbox has not started');
  return sandbox;
}

/** Runs with the sandbox's settings, or with a changed copy of them. */
async function runway(words: readonly string[], change: (text: string) => string = (text) => text) {
  const { bot, dir } = started();
  const file = join(dir, 'settings-changed.yml');
  await writeFile(file, change(await readFile(bot.settings, 'utf8')));
  const began = performance.now();
  const ended = await started().runway(...words, '--settings', file);
  return { ...ended, ms: performance.now() - began };
}

/** Command lines of all processes that work in a folder. */
function processesIn(dir: string): readonly string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return all.split('\n').filter((line) => line.includes(dir));
}

describe('runway sandbox', () => {
  test('describes itself in sandbox.json, field by field', async () => {
    const { dir } = started();
    const described: unknown = JSON.parse(await readFile(join(dir, 'sandbox.json'), 'utf8'));
    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
    const tls = expect.stringMatching(/^https:\/\/localhost:\d+$/);
    const text = expect.stringMatching(/.{16}/);
    // Nothing is provisioned yet: there is no bot.
    const accounts = ['bot', 'dev/plans', 'production/plans', 'provisioner', 'staging/plans'];
    const registry = (name: string, user: string) => ({ name, url, user, password: text });
    expect(described).toEqual({
      forge: {
        kind: 'gitlab',
        url,
        api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v4$/),
        project: 'acme/platform',
        defaultBranch: 'main',
        users: { alice: text, bob: text, olga: text, mallory: text, runway: text },
      },
      bot: {
        url,
        webhookSecret: text,
        webhookSigningSecret: text,
        settings: join(dir, 'settings.yml'),
      },
      bots: [{ url, settings: join(dir, 'settings.yml') }],
      cloudRun: {
        endpoint: expect.stringMatching(/^localhost:\d+$/),
        ca: join(dir, 'ca.pem'),
        token: text,
        front: url,
        projects: {
          dev: 'acme-runway-dev',
          staging: 'acme-runway-staging',
          production: 'acme-runway-production',
        },
      },
      registries: {
        source: registry('registry.acme.dev', 'alice'),
        dev: registry('us-docker.pkg.dev/acme-runway-dev', expect.any(String) as never),
        staging: registry('us-docker.pkg.dev/acme-runway-staging', expect.any(String) as never),
        production: registry(
          'us-docker.pkg.dev/acme-runway-production',
          expect.any(String) as never,
        ),
      },
      google: {
        ca: join(dir, 'ca.pem'),
        iam: tls,
        iamCredentials: tls,
        sts: tls,
        resourceManager: tls,
        secretManager: expect.stringMatching(/^localhost:\d+$/),
        artifactRegistry: expect.stringMatching(/^localhost:\d+$/),
      },
      vault: {
        url: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
        ca: join(dir, 'ca.pem'),
        rootToken: text,
        people: { alice: text, bob: text, olga: text, mallory: text },
      },
      accounts: Object.fromEntries(accounts.map((name) => [name, text])),
      control: url,
    });
    expect(existsSync(join(dir, 'ca.pem'))).toBe(true);
  });

  test('a second start on the same folder is refused, and harms nothing', async () => {
    const { dir, pid, runway: run } = started();
    const { code, stderr } = await run('sandbox', '--dir', dir, '--no-bot');
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^RUNWAY_STORE_LOCKED: .*pid ${pid}.*\\n.*another folder`));
    expect(existsSync(join(dir, 'sandbox.json'))).toBe(true);
  }, 30_000);

  test('a second one in another folder runs beside it, and stopping it leaves nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runway-beside-'));
    const beside = await launchSandbox(folder, ['--no-bot']);
    const alice = personAt(beside, 'alice');
    expect(await alice.file(FILE)).toContain('version: 1.4.1');
    expect(beside.forge.url).not.toBe(started().forge.url);
    const apply = ['apply', 'dev/checkout', '--settings', beside.bot.settings];
    expect(await beside.runway(...apply, '--program', 'provisioner')).toMatchObject({ code: 0 });
    expect(await beside.runway(...apply)).toMatchObject({ code: 0 });
    await beside.stop();
    await eventually('its processes to end', () =>
      Promise.resolve(processesIn(folder).length === 0 ? true : null),
    );
    expect(existsSync(join(folder, 'sandbox.json'))).toBe(false);

    const again = await launchSandbox(folder, ['--no-bot']);
    for (const part of ['forge', 'cloudRun', 'registries', 'control'] as const) {
      expect(again[part]).toEqual(beside[part]);
    }
    const [row] = (await again.status()).filter(({ target }) => target === 'dev/checkout');
    expect((await call(again.cloudRun.front, row?.host ?? '')).version).toBe('1.4.1');
    await again.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);
});

describe('without a bot', () => {
  test('`apply` of what is not provisioned fails, and `apply --program provisioner` mends that', async () => {
    const early = await runway(['apply', 'dev/checkout']);
    expect(early).toMatchObject({ code: 1, stdout: '' });
    expect(early.stderr).toContain('dep-checkout@acme-runway-dev.iam.gserviceaccount.com');
    const wanted = ['apply', 'dev/checkout', 'staging/catalog', '--program', 'provisioner'];
    expect(await runway(wanted)).toMatchObject({ code: 0 });
    expect(await runway(wanted)).toMatchObject({ code: 0 });
  }, 120_000);

  test('`apply` brings targets up, and doing it again does nothing', async () => {
    const first = await runway(['apply', 'dev/checkout', 'staging/catalog']);
    expect(first).toMatchObject({
      code: 0,
      stdout: 'dev/checkout: serves 1.4.1\nstaging/catalog: serves 2.3.0\n',
    });
    const before = await started().status();
    expect(await runway(['apply', 'dev/checkout'])).toMatchObject({ code: 0 });
    expect(await started().status()).toEqual(before);
    const [row] = before.filter(({ target }) => target === 'dev/checkout');
    expect(row).toEqual({
      target: 'dev/checkout',
      region: 'us-east1',
      version: '1.4.1',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      revision: expect.stringMatching(/^checkout-[a-z0-9]+-1$/),
      host: expect.stringMatching(/\.run\.app$/),
      state: 'serving',
      reason: '',
    });
    expect(before.find(({ target }) => target === 'dev/storefront')?.state).toBe('absent');
  }, 60_000);

  test('`apply` fails for what cannot be deployed, again and again, and for what is nowhere', async () => {
    const olga = personAt(started(), 'olga');
    const bad = withVersion(await olga.file(FILE), '1.5.0')
      .replace(/\n {2}digest: .*/, '')
      .replace(/\n {2}commit: .*/, '');
    const branch = 'olga/broken';
    await olga.commit({
      branch,
      message: 'Try 1.5.0',
      files: { [FILE]: bad },
      start: true,
    });
    const { number } = await olga.open({ branch, title: 'Try 1.5.0' });
    await olga.merge(number);
    const incomplete = await runway(['apply', 'dev/checkout']);
    expect(incomplete.code).toBe(1);
    expect(incomplete.stdout).toMatch(/^dev\/checkout: (held|failed)\./);
    expect(await runway(['apply', 'dev/checkout'])).toMatchObject({ code: 1 });

    const nowhere = await runway(['apply', 'dev/nope']);
    expect(nowhere.code).toBe(64);
    expect(nowhere.stderr).toMatch(/^RUNWAY_TARGET_UNKNOWN: dev\/nope is not there/);
  }, 60_000);

  test('`status` of a name that nobody has is a mistake, told with the name that was meant', async () => {
    const { code, stdout, stderr } = await runway(['status', 'dev/checkot']);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(
      /^RUNWAY_TARGET_UNKNOWN: dev\/checkot .*\nDid you mean dev\/checkout\?$/m,
    );
  }, 30_000);
});

describe('when the world does not answer', () => silentWorld({ runway, started }));
