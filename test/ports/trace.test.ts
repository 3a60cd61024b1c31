import { expect, test } from '@jest/globals';
import { currentTrace, inTrace, newTrace, traceOf } from '../../src/ports/trace.ts';

test('there is no trace where nothing began one', () => {
  expect(currentTrace()).toBeNull();
});

test('all that work does and awaits has its trace', async () => {
  const seen = await inTrace('api-1', async () => {
    const before = currentTrace();
    await new Promise(setImmediate);
    const timed = new Promise((resolve) => setTimeout(() => resolve(currentTrace()), 1));
    return [before, currentTrace(), await timed];
  });
  expect(seen).toEqual(['api-1', 'api-1', 'api-1']);
  expect(currentTrace()).toBeNull();
});

test('works side by side keep their own traces', async () => {
  const work = async (): Promise<string | null> => {
    await new Promise(setImmediate);
    return currentTrace();
  };
  const seen = await Promise.all(['a', 'b', 'c'].map((id) => inTrace(id, work)));
  expect(seen).toEqual(['a', 'b', 'c']);
});

test('a trace inside another ends with its work', () => {
  const seen = inTrace('outer', () => [inTrace('inner', currentTrace), currentTrace()]);
  expect(seen).toEqual(['inner', 'outer']);
});

test('one name always gives one id, short and harmless whatever the name holds', () => {
  const name = 'gitlab:\n"}\u2028'.repeat(50);
  expect(traceOf('hook', name)).toBe(traceOf('hook', name));
  expect(traceOf('hook', name)).toMatch(/^hook-[0-9a-f]{12}$/);
  expect(traceOf('hook', `${name}x`)).not.toBe(traceOf('hook', name));
});

test('a new id is nobody else’s and says what began it', () => {
  const ids = Array.from({ length: 100 }, () => newTrace('resync'));
  expect(new Set(ids).size).toBe(100);
  expect(ids[0]).toMatch(/^resync-[0-9a-f]{12}$/);
});
