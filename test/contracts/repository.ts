// What every Repository and its Branches promise, told against a real origin.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sha } from '../../src/ports/forge.ts';
import type { Branches, Repository } from '../../src/ports/repository.ts';

/** The origin, as a person with a clone sees it. */
export interface OriginWorld {
  git(...args: readonly string[]): string;
  push(
    branch: string,
    files: Readonly<Record<string, string | null>>,
    options?: { readonly from?: string; readonly message?: string },
  ): Sha;
  /** What the origin's branch is now, or null. */
  tip(branch: string): Sha | null;
  /** A file's text at the tip of the origin's branch. */
  text(branch: string, path: string): string;
}

export interface RepositoryWorld {
  readonly origin: OriginWorld;
  readonly repository: Repository;
  readonly branches: Branches;
  close(): Promise<void>;
}

const checkout = 'environments/production/checkout.yml';
const billing = 'environments/production/billing.yml';
const nowhere = '1234567890123456789012345678901234567890' as Sha;

/** `make` gives a world whose origin has one commit on `main` that holds `start`. */
export function repositoryContract(
  adapter: string,
  make: (start: Readonly<Record<string, string>>) => Promise<RepositoryWorld>,
): void {
  describe(`repository: ${adapter}`, () => {
    let world: RepositoryWorld;
    let main: Sha;

    beforeEach(async () => {
      world = await make({
        [checkout]: 'version: 1\n',
        [billing]: 'version: 7\n',
        'inventory/checkout.yml': 'owners: []\n',
        'README.md': 'Read me\n',
      });
      await world.repository.fetch();
      const tip = await world.repository.head('main');
      if (tip === null) throw new Error('The origin has no main.');
      main = tip;
    });

    afterEach(() => world.close());

    reading();
    comparing();
    history();
    writing();

    function reading(): void {
      test('lists what lies below inventory and environments, and nothing else', async () => {
        const listed = await world.repository.list(main);

        expect(listed.map(({ path, mode, size }) => `${path} ${mode} ${size}`).sort()).toEqual([
          `${billing} 100644 11`,
          `${checkout} 100644 11`,
          'inventory/checkout.yml 100644 11',
        ]);
      });

      test('finds single entries, and null for what is absent', async () => {
        const paths = [checkout, 'environments/production', 'environments/nope.yml', 'README.md'];
        const found = await world.repository.entries(main, paths);

        expect(found.get(checkout)?.size).toBe(11);
        expect(found.get('README.md')?.mode).toBe('100644');
        expect(found.get('environments/production')).toBeNull();
        expect(found.get('environments/nope.yml')).toBeNull();
      });

      test('takes hostile paths as they are written', async () => {
        const hostile = [
          'environments/a\nb.yml',
          'environments/:(glob)*.yml',
          'environments/é "q".yml',
        ];
        world.origin.push('odd', Object.fromEntries(hostile.map((path) => [path, path])), {
          from: 'main',
        });
        await world.repository.fetch();
        const tip = (await world.repository.head('odd')) ?? nowhere;

        const found = await world.repository.entries(tip, [
          ...hostile,
          'environments/*',
          '--help',
          '',
        ]);
        const listed = (await world.repository.list(tip)).map(({ path }) => path);
        const changed = (await world.repository.changes(main, tip)).map(({ path }) => path);

        for (const path of hostile) expect(found.get(path)?.path).toBe(path);
        for (const path of ['environments/*', '--help', '']) expect(found.get(path)).toBeNull();
        expect(listed).toEqual(expect.arrayContaining(hostile));
        expect([...changed].sort()).toEqual([...hostile].sort());
      });

      test('tells symlinks by their mode and reads them as the path they hold', async () => {
        world.origin.git('checkout', '-q', '-B', 'link', 'main');
        const blob = world.origin.git('rev-parse', `main:${checkout}`);
        world.origin.git(
          'update-index',
          '--add',
          '--cacheinfo',
          `120000,${blob},environments/l.yml`,
        );
        world.origin.git('commit', '-q', '-m', 'Link');
        world.origin.git('push', '-q', 'origin', 'link');
        world.origin.git('reset', '-q', '--hard');
        await world.repository.fetch();
        const tip = (await world.repository.head('link')) ?? nowhere;

        const [change] = await world.repository.changes(main, tip);

        expect(change).toMatchObject({ before: null, after: { mode: '120000', size: 11 } });
      });

      test('reads many blobs at once, byte for byte', async () => {
        const bytes = 'a\r\n\n\u0000é'.repeat(20_000);
        world.origin.push(
          'big',
          { 'environments/big.yml': bytes, 'environments/empty.yml': '' },
          {
            from: 'main',
          },
        );
        await world.repository.fetch();
        const listed = await world.repository.list((await world.repository.head('big')) ?? nowhere);
        const contents = await world.repository.read(listed.map(({ blob }) => blob));

        const text = (path: string) => {
          const blob = listed.find((entry) => entry.path === path)?.blob ?? '';
          return Buffer.from(contents.get(blob) ?? []).toString('utf8');
        };
        expect(text('environments/big.yml')).toBe(bytes);
        expect(text('environments/empty.yml')).toBe('');
        expect(text(checkout)).toBe('version: 1\n');
      });

      test('not being able to look is a failure, not an absence', async () => {
        await expect(world.repository.list(nowhere)).rejects.toMatchObject({
          code: 'RUNWAY_GIT_FAILED',
        });
        await expect(world.repository.read([nowhere])).rejects.toMatchObject({
          code: 'RUNWAY_GIT_FAILED',
        });
        expect((await world.repository.read([])).size).toBe(0);
      });

      test('knows branches by their exact name', async () => {
        world.origin.push('a/b', {}, { from: 'main' });
        const odd = world.origin.push('odd', {}, { from: 'main' });
        world.origin.git('push', '-q', 'origin', `${odd}:refs/heads/--upload-pack=x`);
        await world.repository.fetch();

        expect(await world.repository.head('--upload-pack=x')).toBe(odd);
        for (const name of ['a', 'main~0', 'ma*', 'HEAD', '', '../main', 'main\n', '-h', 'a//b']) {
          expect(await world.repository.head(name)).toBeNull();
        }
      });

      test('forgets a branch that the origin has no more', async () => {
        world.origin.push('gone', {}, { from: 'main' });
        await world.repository.fetch();
        world.origin.git('push', '-q', 'origin', ':refs/heads/gone');
        await Promise.all([world.repository.fetch(), world.repository.fetch()]);

        expect(await world.repository.head('gone')).toBeNull();
      });

      test('follows a branch that was pushed over', async () => {
        world.origin.push('topic', { [checkout]: 'version: 2\n' }, { from: 'main' });
        await world.repository.fetch();
        world.origin.git('checkout', '-q', '-B', 'topic', 'main');
        world.origin.git('commit', '-q', '--allow-empty', '-m', 'Other');
        world.origin.git('push', '-q', '--force', 'origin', 'topic');
        await world.repository.fetch();

        expect(await world.repository.head('topic')).toBe(world.origin.tip('topic'));
      });
    }

    function comparing(): void {
      test('tells what changed, a rename as a removal and an addition', async () => {
        const next = world.origin.push(
          'topic',
          {
            [checkout]: 'version: 22\n',
            [billing]: null,
            'environments/production/moved.yml': 'version: 7\n',
            'README.md': 'Other\n',
          },
          { from: 'main' },
        );
        await world.repository.fetch();
        const changes = await world.repository.changes(main, next);

        const sizes = changes.map(
          ({ path, before, after }) => `${path} ${before?.size ?? '-'} ${after?.size ?? '-'}`,
        );
        expect(sizes.sort()).toEqual([
          `${billing} 11 -`,
          `${checkout} 11 12`,
          'environments/production/moved.yml - 11',
        ]);
        expect(await world.repository.changes(next, next)).toEqual([]);
      });

      test('merges in memory what does not touch', async () => {
        const source = world.origin.push('topic', { [checkout]: 'version: 2\n' }, { from: 'main' });
        const target = world.origin.push('main', { [billing]: 'version: 8\n' });
        await world.repository.fetch();
        const result = await world.repository.mergeResult(target, source);

        if (result.type !== 'tree') throw new Error('It should merge.');
        const changes = await world.repository.changes(target, result.tree);
        expect(changes.map(({ path }) => path)).toEqual([checkout]);
      });

      test('names the paths in conflict', async () => {
        const source = world.origin.push('topic', { [checkout]: 'version: 2\n' }, { from: 'main' });
        const target = world.origin.push('main', { [checkout]: 'version: 3\n' });
        await world.repository.fetch();

        expect(await world.repository.mergeResult(target, source)).toEqual({
          type: 'conflict',
          paths: [checkout],
        });
      });

      test('names a path that one side removed and the other changed', async () => {
        const source = world.origin.push('topic', { [checkout]: null }, { from: 'main' });
        const target = world.origin.push('main', { [checkout]: 'version: 3\n' });
        await world.repository.fetch();

        expect(await world.repository.mergeResult(target, source)).toEqual({
          type: 'conflict',
          paths: [checkout],
        });
      });

      test('merging what is already there changes nothing', async () => {
        const target = world.origin.push('main', { [checkout]: 'version: 3\n' });
        await world.repository.fetch();
        const result = await world.repository.mergeResult(target, main);

        if (result.type !== 'tree') throw new Error('It should merge.');
        expect(await world.repository.changes(target, result.tree)).toEqual([]);
      });

      test('merges histories that share nothing', async () => {
        world.origin.git('checkout', '-q', '--orphan', 'foreign');
        world.origin.git('rm', '-rfq', '.');
        world.origin.git('commit', '-q', '--allow-empty', '-m', 'Foreign');
        const source = world.origin.push('foreign', { 'environments/x.yml': 'x\n' });
        await world.repository.fetch();

        expect((await world.repository.mergeResult(main, source)).type).toBe('tree');
        expect(await world.repository.mergeBase(main, source)).toBeNull();
      });
    }

    function history(): void {
      test('knows ancestors, merge bases and first parents', async () => {
        const topic = world.origin.push('topic', { [checkout]: 'version: 2\n' }, { from: 'main' });
        const next = world.origin.push('main', { [billing]: 'version: 8\n' });
        await world.repository.fetch();

        expect(await world.repository.contains(next, main)).toBe(true);
        expect(await world.repository.contains(main, next)).toBe(false);
        expect(await world.repository.contains(main, main)).toBe(true);
        expect(await world.repository.mergeBase(topic, next)).toBe(main);
        expect(await world.repository.parent(next)).toBe(main);
        expect(await world.repository.parent(main)).toBeNull();
      });

      test('names the merge that brought a change, not the commit inside it', async () => {
        world.origin.push('topic', { [checkout]: 'version: 2\n' }, { from: 'main' });
        world.origin.git('checkout', '-q', 'main');
        world.origin.git('merge', '-q', '--no-ff', '-m', 'Merge', 'topic');
        const merge = world.origin.push('main', {}, { message: 'Nothing' });
        await world.repository.fetch();
        const tip = (await world.repository.parent(merge)) ?? nowhere;

        expect(await world.repository.lastChange(merge, [checkout])).toBe(tip);
        expect(await world.repository.lastChange(merge, [billing, checkout])).toBe(tip);
        expect(await world.repository.lastChange(merge, [])).toBeNull();
        expect(await world.repository.lastChange(merge, [billing])).toBe(main);
        expect(await world.repository.lastChange(merge, ['environments/none.yml'])).toBeNull();
        expect(await world.repository.lastChange(merge, ['--all'])).toBeNull();
      });

      test('finds a change and a removal however far back', async () => {
        const changed = world.origin.push('main', { [checkout]: 'version: 2\n' });
        const removed = world.origin.push('main', { [billing]: null });
        await world.repository.fetch();
        expect(await world.repository.lastChange(removed, [billing])).toBe(removed);
        expect(await world.repository.lastChange(removed, [checkout])).toBe(changed);
        for (let step = 0; step < 25; step += 1) {
          world.origin.push('main', {}, { message: `Nothing ${step}` });
        }
        await world.repository.fetch();
        const head = (await world.repository.head('main')) ?? nowhere;
        expect(await world.repository.lastChange(head, [billing])).toBe(removed);
        expect(await world.repository.lastChange(head, [checkout])).toBe(changed);
      });

      test('tells the commits between two, newest first, with whole messages', async () => {
        world.origin.push('main', { [checkout]: 'version: 2\n' }, { message: 'One\n\nBody\nmore' });
        const last = world.origin.push(
          'main',
          { [checkout]: 'version: 3\n' },
          { message: 'Zwei é' },
        );
        await world.repository.fetch();
        const log = await world.repository.log(main, last);

        expect(log.map(({ message }) => message)).toEqual(['Zwei é', 'One\n\nBody\nmore']);
        expect(log[0]).toMatchObject({
          sha: last,
          author: 'Alice',
          authorEmail: 'alice@acme.example',
        });
        expect(await world.repository.log(last, last)).toEqual([]);
      });
    }

    function writing(): void {
      const request = (files: Readonly<Record<string, string | null>>, branch = 'topic') => ({
        branch,
        parent: main,
        files: new Map(Object.entries(files)),
        message: 'Complete the release\n\nFor checkout.\n',
        expected: main,
      });

      test('commits on a branch, leaving every other byte alone', async () => {
        world.origin.git('push', '-q', 'origin', `${main}:refs/heads/topic`);
        const made = await world.branches.commit(
          request({
            [checkout]: 'version: é\n',
            [billing]: null,
            'environments/new/a b.yml': 'n\n',
          }),
        );

        expect(world.origin.tip('topic')).toBe(made);
        expect(await world.repository.head('topic')).toBe(made);
        expect(await world.repository.parent(made)).toBe(main);
        expect(world.origin.text('topic', checkout)).toBe('version: é');
        const changed = await world.repository.changes(main, made);
        expect(changed.map(({ path }) => path).sort()).toEqual(
          [billing, checkout, 'environments/new/a b.yml'].sort(),
        );
        expect((await world.repository.log(main, made))[0]).toMatchObject({
          author: 'Runway',
          message: 'Complete the release\n\nFor checkout.',
        });
      });

      test('makes a branch that is not there yet', async () => {
        const made = await world.branches.commit({
          ...request({ [checkout]: 'version: 2\n' }, 'runway/promote/production/checkout'),
          expected: null,
        });

        expect(world.origin.tip('runway/promote/production/checkout')).toBe(made);
      });

      test('does not make a branch that is there by now', async () => {
        world.origin.push('topic', { [billing]: 'version: 8\n' }, { from: 'main' });
        const before = world.origin.tip('topic');
        const attempt = world.branches.commit({
          ...request({ [checkout]: 'x\n' }),
          expected: null,
        });

        await expect(attempt).rejects.toMatchObject({
          code: 'RUNWAY_GIT_REJECTED',
          retry: 'later',
        });
        expect(world.origin.tip('topic')).toBe(before);
      });

      test('never overwrites what somebody pushed meanwhile', async () => {
        world.origin.push('topic', { [billing]: 'version: 8\n' }, { from: 'main' });
        const before = world.origin.tip('topic');
        const attempt = world.branches.commit(request({ [checkout]: 'x\n' }));

        await expect(attempt).rejects.toMatchObject({
          code: 'RUNWAY_GIT_REJECTED',
          retry: 'later',
        });
        expect(world.origin.tip('topic')).toBe(before);
      });

      test('makes a branch of ours anew from another parent', async () => {
        const old = world.origin.push('topic', { [billing]: 'version: 8\n' }, { from: 'main' });
        const next = world.origin.push('main', { [billing]: 'version: 9\n' });
        await world.repository.fetch();
        const made = await world.branches.commit({
          ...request({ [checkout]: 'version: 2\n' }),
          parent: next,
          expected: old,
        });

        expect(world.origin.tip('topic')).toBe(made);
        expect(await world.repository.parent(made)).toBe(next);
      });

      test('keeps an executable file executable', async () => {
        world.origin.git('checkout', '-q', '-B', 'topic', 'main');
        world.origin.git('update-index', '--chmod=+x', checkout);
        world.origin.git('commit', '-q', '-m', 'Mode');
        world.origin.git('push', '-q', 'origin', 'topic');
        await world.repository.fetch();
        const tip = (await world.repository.head('topic')) ?? nowhere;
        const made = await world.branches.commit({
          ...request({ [checkout]: 'version: 2\n' }),
          parent: tip,
          expected: tip,
        });

        const found = await world.repository.entries(made, [checkout]);
        expect(found.get(checkout)?.mode).toBe('100755');
      });

      test('takes a hostile branch name as a name', async () => {
        const made = await world.branches.commit({
          ...request({ [checkout]: 'x\n' }, '--upload-pack=x'),
          expected: null,
        });

        expect(world.origin.tip('--upload-pack=x')).toBe(made);
        for (const name of ['a:b', 'x y', '../x', '', 'a..b', 'a\n']) {
          const attempt = world.branches.commit({ ...request({ [checkout]: 'x\n' }, name) });
          await expect(attempt).rejects.toMatchObject({
            code: 'RUNWAY_GIT_REJECTED',
            retry: 'never',
          });
        }
      });

      test('refuses paths that lead out of the repository or into .git', async () => {
        for (const path of ['../x', '.git/config', 'environments/../../x', '/etc/x', 'a//b']) {
          const attempt = world.branches.commit({ ...request({ [path]: 'x\n' }), expected: null });
          await expect(attempt).rejects.toMatchObject({ code: 'RUNWAY_GIT_REJECTED' });
        }
        expect(world.origin.tip('topic')).toBeNull();
      });

      test('an unchanged tree makes no commit', async () => {
        world.origin.git('push', '-q', 'origin', `${main}:refs/heads/topic`);

        expect(await world.branches.commit(request({ [checkout]: 'version: 1\n' }))).toBe(main);
      });
    }
  });
}
