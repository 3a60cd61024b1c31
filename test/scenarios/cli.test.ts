// The command line in a plain clone: what needs no server.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, ROOT, runwayIn } from '../support/command-line.ts';

let folder = '';

function git(...words: readonly string[]): void {
  const identity = ['-c', 'user.name=Alice', '-c', 'user.email=alice@acme.dev'];
  execFileSync('git', ['-C', folder, ...identity, ...words]);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runway-clone-'));
  for (const name of ['inventory', 'environments']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Start');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runway(words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
  return runwayIn(folder, words, env);
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  const file = join(folder, path);
  await writeFile(file, change(await readFile(file, 'utf8')));
}

/** On a branch of its own, and back to the start afterwards. */
async function onBranch(work: () => Promise<void>): Promise<void> {
  git('checkout', '--quiet', '-b', 'change');
  try {
    await work();
  } finally {
    git('reset', '--quiet', '--hard');
    git('clean', '--quiet', '-fd');
    git('checkout', '--quiet', 'main');
    git('branch', '--quiet', '-D', 'change');
  }
}

describe('validate', () => {
  test('is content with the example, and not with a folder that holds nothing', async () => {
    expect(await runway(['validate'])).toMatchObject({ code: 0, stdout: '15 files are valid.\n' });
    for (const nothing of ['inventory', 'nowhere']) {
      const { code, stdout } = await runway(['validate', nothing]);
      expect({ code, stdout }).toMatchObject({
        code: 64,
        stdout: expect.stringContaining(nothing),
      });
    }
  });

  test('tells every problem at once, each with its place and its cure', async () => {
    await onBranch(async () => {
      await edit('environments/production/checkout.yml', (text) =>
        text.replace('version: 1.4.1', 'version: 1.10').replace('    max_inst', '    max_isnt'),
      );
      await edit('inventory/checkout.yml', (text) => text.replace('staging', 'stagng'));
      await writeFile(join(folder, 'environments/dev/bomb.yml'), 'a: &a 1\nb: *a\n');
      symlinkSync('/etc/hostname', join(folder, 'environments/dev/link.yml'));
      const { code, stdout } = await runway(['validate']);
      expect(code).toBe(3);
      for (const line of [
        /environments\/production\/checkout\.yml:7:12 .*\n.*"1\.10"/,
        /production\/checkout\.yml:\d+:\d+ .*max_isntances.*\n.*Did you mean/,
        /inventory\/checkout\.yml:8:23 .*stagng.*\n.*Did you mean `staging`/,
        /environments\/dev\/bomb\.yml:1:\d+ /,
        /environments\/dev\/link\.yml:1:1 .*symbolic link/,
      ]) {
        expect(stdout).toMatch(line);
      }
      const json = JSON.parse((await runway(['validate', '--json'])).stdout) as {
        valid: boolean;
        problems: readonly { at: { path: string; line: number; column: number } }[];
      };
      expect(json.valid).toBe(false);
      expect(json.problems.length).toBeGreaterThanOrEqual(6);
    });
  });
});

describe('plan --offline', () => {
  test('ends with 0 where nothing differs, quickly', async () => {
    const began = performance.now();
    const ended = await runway(['plan', '--offline']);
    expect(ended).toEqual({ code: 0, stdout: 'Nothing would change.\n', stderr: '' });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('ends with 2 and shows what differs, in every region', async () => {
    await onBranch(async () => {
      await edit('environments/production/checkout.yml', (text) =>
        text.replace('min_instances: 2', 'min_instances: 3'),
      );
      expect(await runway(['plan', '--offline'])).toMatchObject({ code: 0 });
      git('commit', '--quiet', '-am', 'One more');
      const { code, stdout } = await runway(['plan', '--offline']);
      expect(code).toBe(2);
      expect(stdout).toMatch(/production\/checkout/);
      for (const region of ['us-east1', 'europe-west1']) expect(stdout).toContain(region);
      expect(stdout).toMatch(/minInstances: 2 → 3/);
      expect(await runway(['plan', '--offline', 'dev/checkout'])).toMatchObject({ code: 0 });
      const json = JSON.parse((await runway(['plan', '--offline', '--json'])).stdout) as {
        targets: readonly { target: string }[];
      };
      expect(json.targets.map(({ target }) => target)).toEqual(['production/checkout']);
    });
  });

  test('a release that is not completed yet is pending, and the plan says what is missing', async () => {
    await onBranch(async () => {
      await edit('environments/dev/checkout.yml', (text) => text.replace('1.4.1', '1.4.2'));
      await edit('environments/dev/catalog.yml', (text) =>
        text.replace('2.3.0', '2.3.1').replace(/\n {2}digest: .*\n {2}commit: .*/, ''),
      );
      git('commit', '--quiet', '-am', 'Two versions');
      const { code, stdout } = await runway(['plan', '--offline']);
      expect(code).toBe(2);
      expect(stdout).toMatch(
        /dev\/checkout {2}1\.4\.1 → 1\.4\.2[^]*completed on the merge request/,
      );
      expect(stdout).toMatch(/dev\/catalog {2}2\.3\.0 → 2\.3\.1\n.*completed on the merge request/);
    });
  });

  test('ends with 3 where documents are invalid, and with 1 for a target that is nowhere', async () => {
    await onBranch(async () => {
      await edit('environments/dev/checkout.yml', (text) => `${text}nonsense: 1\n`);
      git('commit', '--quiet', '-am', 'Nonsense');
      const { code, stdout } = await runway(['plan', '--offline']);
      expect(code).toBe(3);
      expect(stdout).toMatch(/environments\/dev\/checkout\.yml:\d+:1 .*nonsense/);
    });
    const { code, stderr } = await runway(['plan', '--offline', 'dev/nope']);
    expect(code).toBe(64);
    expect(stderr).toMatch(/^RUNWAY_TARGET_UNKNOWN: dev\/nope is not there/);
    expect(await runway(['plan'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--offline'),
    });
  });
});

describe('explain', () => {
  test('gives every value its file and line, and marks defaults', async () => {
    const { code, stdout } = await runway(['explain', 'production/checkout']);
    expect(code).toBe(0);
    const [head = '', image = '', ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^production\/checkout: 1\.4\.1/);
    expect(image).toMatch(/registry\.acme\.dev\/acme\/checkout@sha256:/);
    for (const row of rows) {
      expect(row).toMatch(
        /# (default|(manifest|override) environments\/production\/checkout\.yml:\d+)$/,
      );
    }
    expect(stdout).toMatch(/scalability\.min_instances: 2 +# override .*:39/);
    expect(stdout).toMatch(/environment\.CURRENCY: EUR +# manifest/);
    expect(stdout).toMatch(/request_based_billing: true +# default/);
    const json = JSON.parse((await runway(['explain', 'production/checkout', '--json'])).stdout);
    expect(json).toMatchObject({ target: 'production/checkout', release: { version: '1.4.1' } });
  });
});

test('colour is for terminals, and a CI job is none', async () => {
  await onBranch(async () => {
    await edit('environments/dev/checkout.yml', (text) => text.replace('debug', 'info'));
    git('commit', '--quiet', '-am', 'Less words');
    const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env;
    const plain = await runway(['plan', '--offline'], { ...env, CI: 'true' });
    expect(plain.stdout).not.toContain('\u001B[');
    const forced = await runway(['plan', '--offline'], { ...env, FORCE_COLOR: '1' });
    expect(forced.stdout).toContain('\u001B[');
  });
});
