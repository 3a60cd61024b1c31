import { expect, test } from '@jest/globals';
import { remember } from '../../../src/adapters/git/remember.ts';

test('asks once, whoever asks meanwhile, and each question for itself', async () => {
  const asked: string[] = [];
  const ask = remember(async (a: string, b: string) => {
    asked.push(`${a} ${b}`);
    return a === b;
  });
  expect(await Promise.all([ask('a', 'b'), ask('a', 'b'), ask('b', 'b')])).toEqual([
    false,
    false,
    true,
  ]);
  expect(await ask('a', 'b')).toBe(false);
  expect(asked).toEqual(['a b', 'b b']);
});

test('keeps no failure', async () => {
  let down = true;
  const ask = remember(async (id: string) => {
    if (down) throw new Error('git is away');
    return id;
  });
  await expect(ask('a')).rejects.toThrow('git is away');
  down = false;
  expect(await ask('a')).toBe('a');
});

test('forgets the oldest answers', async () => {
  const asked: string[] = [];
  const ask = remember(async (id: string) => asked.push(id), 2);
  for (const id of ['a', 'b', 'c', 'c', 'a']) await ask(id);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
