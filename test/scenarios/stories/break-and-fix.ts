// Every kind of mistake in a file: the comment says where and what to write, and the next push clears it.

import { symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pushVariant } from '../../support/sandbox-image.ts';
import { type Judged, propose, type Team, withVersion } from '../../support/sandbox-team.ts';

const FILE = 'environments/dev/catalog.yml';

interface Mistake {
  readonly name: string;
  readonly edit: (text: string) => string;
  /** All of them must be in the comment. */
  readonly says: readonly (string | RegExp)[];
}

export const mistakes: readonly Mistake[] = [
  {
    name: 'YAML that cannot be read',
    edit: (text) => text.replace('version: 2.3.0', 'version: [2.3.0'),
    says: [/catalog\.yml:\d+/],
  },
  {
    name: 'an unknown key',
    edit: (text) => `${text}overides: {}\n`,
    says: ['overides', /did you mean.*overrides/i, /catalog\.yml:\d+/],
  },
  {
    name: 'a version that the registry does not have',
    edit: (text) => withVersion(text, '9.9.9'),
    says: ['9.9.9', '2.3.0', '2.4.0', /catalog\.yml:7\b/],
  },
  {
    name: 'a version that YAML reads as a number',
    edit: (text) => withVersion(text, '1.10'),
    says: ['1.10', /["']1\.10["']/, /catalog\.yml:7\b/],
  },
  {
    name: 'a region that the environment does not allow',
    edit: (text) => `${text}overrides: { regions: [asia-east1] }\n`,
    says: ['asia-east1', 'us-east1', /catalog\.yml:\d+/],
  },
  {
    name: 'aliases that multiply',
    edit: (text) =>
      `${text}overrides:\n  environment: &a { A: x }\n  labels: { b: *a, c: *a, d: *a }\n`,
    says: [/alias/i, /catalog\.yml:\d+/],
  },
  {
    name: 'a key that is written twice',
    edit: (text) => text.replace('version: 2.3.0', 'version: 2.3.0\n  version: 2.3.1'),
    says: [/twice|duplicate/i, /catalog\.yml:8\b/],
  },
  {
    name: 'a file that is too big',
    edit: (text) => `${text}${`# ${'x'.repeat(97)}\n`.repeat(3 * 1024)}`,
    says: ['256'],
  },
];

/** `told`: those of the mistakes that are told. */
export function breakAndFix(team: () => Team, told = mistakes): void {
  let number = 0;
  let branch = '';
  let commentId = 0;

  async function push(text: string): Promise<Judged> {
    await team().bob.commit({
      branch,
      message: 'Try again',
      files: { [FILE]: text },
    });
    return team().judged(number);
  }

  test('a merge request that changes nothing that runs is told so', async () => {
    const { bob, judged, alice } = team();
    const opened = await propose(bob, FILE, (text) => `${text}# A thought.\n`);
    number = opened.number;
    branch = opened.branch;
    const { comment, plan } = await judged(number);
    expect(comment).toContain('merging changes nothing that runs');
    expect(plan.status).toBe('success');
    commentId = (await alice.notes(number))[0]?.id ?? 0;
  }, 60_000);

  test.each(told)(
    '$name: place and cure, then green after the next push',
    async (mistake) => {
      const right = await team().bob.file(FILE);
      const wrong = await push(mistake.edit(right));
      expect(wrong.plan.status).toBe('failed');
      for (const words of mistake.says) expect(wrong.comment).toMatch(words);
      expect(wrong.comment).toMatch(/mistake/);

      const mended = await push(`${right}# Mended: ${mistake.name}.\n`);
      expect(mended.plan.status).toBe('success');
      expect(mended.comment).not.toMatch(/mistake/);
      const [only] = await team().alice.notes(number);
      expect(only?.id).toBe(commentId);
    },
    60_000,
  );

  test('a symbolic link in place of a file', async () => {
    const { bob, judged } = team();
    const folder = await bob.clone();
    await bob.git(folder, 'checkout', '--quiet', '-b', branch, `origin/${branch}`);
    const path = join(folder, FILE);
    await unlink(path);
    await symlink('/etc/passwd', path);
    await bob.git(folder, 'commit', '--quiet', '-am', 'A link');
    await bob.git(folder, 'push', '--quiet', 'origin', branch);
    const { comment, plan } = await judged(number);
    expect(plan.status).toBe('failed');
    expect(comment).toMatch(/symbolic link|symlink/i);
    expect(comment).toContain(FILE);
    expect(comment).not.toContain('root:');

    await unlink(path);
    await writeFile(path, await bob.file(FILE));
    await bob.git(folder, 'commit', '--quiet', '-am', 'A file again');
    await bob.git(folder, 'push', '--quiet', 'origin', branch);
    expect((await judged(number)).plan.status).toBe('success');
  }, 60_000);

  test('an image that is only built for arm64', async () => {
    const { sandbox, bob } = team();
    const image = { repository: 'acme/catalog', from: '2.3.0', to: '2.3.8', architecture: 'arm64' };
    await pushVariant(sandbox, image);
    const { comment, plan } = await push(withVersion(await bob.file(FILE), '2.3.8'));
    expect(plan.status).toBe('failed');
    for (const words of ['linux/amd64', 'linux/arm64', /catalog\.yml:7\b/]) {
      expect(comment).toMatch(words);
    }
  }, 60_000);

  test('a version whose commit has no manifest', async () => {
    const { sandbox, bob, judged, merge } = team();
    const commit = await bob.commit({
      project: 'acme/catalog',
      branch: 'without-manifest',
      message: 'Take the manifest out',
      files: { '.runway/runway.yml': null },
      start: true,
    });
    await pushVariant(sandbox, { repository: 'acme/catalog', from: '2.3.0', to: '2.3.9', commit });
    const { comment, plan } = await push(withVersion(await bob.file(FILE), '2.3.9'));
    expect(plan.status).toBe('failed');
    expect(comment).toContain('.runway/');
    expect(comment).toContain('acme/catalog');

    const mended = await push(withVersion(await bob.file(FILE), '2.3.1'));
    expect(mended.plan.status).toBe('success');
    await merge(bob, number);
    await team().commentWith(number, /catalog 2\.3\.1 serves in dev/);
    await team().serves('dev/catalog', '2.3.1');
    expect(await judged(number)).toBeDefined();
  }, 90_000);
}
