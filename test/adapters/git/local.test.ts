import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openCheckout } from '../../../src/adapters/git/local.ts';
import { worktreeFiles } from '../../../src/adapters/git/worktree.ts';
import { createOriginForTests } from './origin.ts';

test('a clone is read from any of its folders, and merging leaves no object in it', async () => {
  const origin = createOriginForTests();
  const base = origin.commit({ 'environments/a.yml': 'a\n', 'environments/b.yml': 'b\n' });
  origin.git('push', '-q', 'origin', 'main');
  const topic = origin.push('topic', { 'environments/a.yml': 'c\n' }, { from: 'main' });
  const main = origin.push('main', { 'environments/b.yml': 'd\n' });
  origin.git('branch', '-q', '-D', 'topic');
  const before = origin.git('count-objects');
  const checkout = await openCheckout({ dir: join(origin.clone, 'environments') });
  const { repository } = checkout;

  const result = await repository.mergeResult(main, topic);
  if (result.type !== 'tree') throw new Error('It should merge.');
  const changes = await repository.changes(main, result.tree);

  expect(checkout.root).toBe(origin.clone);
  expect(await checkout.current()).toBe(main);
  expect(await repository.parent(main)).toBe(base);
  expect(await repository.head('main')).toBe(main);
  expect(await repository.head('nope')).toBeNull();
  expect(changes.map(({ path, after }) => [path, after?.size])).toEqual([
    ['environments/a.yml', 2],
  ]);
  expect(origin.git('count-objects')).toBe(before);
  await checkout.close();
  origin.remove();
});

test('a folder that is no clone is told as such', async () => {
  const origin = createOriginForTests();
  await expect(openCheckout({ dir: origin.folder })).rejects.toMatchObject({
    code: 'RUNWAY_GIT_FAILED',
    retry: 'never',
  });
  origin.remove();
});

test('a work tree gives the files that git would, following no symlink', async () => {
  const origin = createOriginForTests();
  const at = (path: string) => join(origin.clone, path);
  origin.commit({ 'environments/dev/a.yml': 'a\n', 'inventory/a.yml': 'é\n', 'README.md': 'x' });
  writeFileSync(at('environments/run.yml'), 'x\n');
  chmodSync(at('environments/run.yml'), 0o755);
  symlinkSync('/etc/passwd', at('environments/link.yml'));
  symlinkSync('/etc', at('environments/dir'));
  mkdirSync(at('environments/nested/.git'), { recursive: true });
  const files = worktreeFiles(origin.clone);

  expect(files.map(({ path, mode, size }) => [path, mode, size])).toEqual([
    ['environments/dev/a.yml', '100644', 2],
    ['environments/dir', '120000', 4],
    ['environments/link.yml', '120000', 11],
    ['environments/nested', '160000', 0],
    ['environments/run.yml', '100755', 2],
    ['inventory/a.yml', '100644', 3],
  ]);
  expect(files[5]?.blob).toBe(origin.git('rev-parse', 'HEAD:inventory/a.yml'));
  expect(worktreeFiles(join(origin.folder, 'nowhere'))).toEqual([]);
  origin.remove();
});
