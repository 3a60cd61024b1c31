import { expect, test } from '@jest/globals';
import { EXIT, exitCodes, print, report } from '../../src/cli/exit.ts';
import { Failure } from '../../src/ports/failure.ts';
import { canaries, readable } from '../support/canaries.ts';
import { saidBy } from './said.ts';

test('a failure of the world tells what happened and what to do, without a stack', async () => {
  const failure = new Failure({
    code: 'RUNWAY_FORGE_DENIED',
    message: 'GitLab does not let Runway read acme/platform.',
    hint: 'Give it the Developer role.',
    retry: 'never',
  });
  const { code, out, err } = await saidBy(() => report(failure));
  expect(code).toBe(EXIT.failed);
  expect(err).toContain('RUNWAY_FORGE_DENIED');
  expect(err).toContain('Give it the Developer role.');
  expect(err).not.toContain('    at ');
  expect(out).toBe('');
});

test('a bug of ours keeps its stack', async () => {
  const { code, err } = await saidBy(() => report(new TypeError('x is undefined')));
  expect(code).toBe(EXIT.failed);
  expect(err).toContain('    at ');
});

test('says no secret, whatever an error holds', async () => {
  const planted = canaries();
  for (const each of planted) {
    const { err } = await saidBy(() => report(new Error(each.words)));
    expect(readable(err, [each])).toEqual([]);
  }
});

test('what machines read is nothing but JSON', async () => {
  const { out } = await saidBy(() => {
    print({ json: true, value: { a: 1 }, text: 'for people\n' });
    return 0;
  });
  expect(JSON.parse(out)).toEqual({ a: 1 });
});

test('every exit code is explained', () => {
  for (const code of Object.values(EXIT)) {
    expect(exitCodes).toMatch(new RegExp(`^ +${code} +`, 'm'));
  }
});
