import { expect, test } from '@jest/globals';
import { EXIT, exitCodes, report } from '../../src/cli/exit.ts';
import { Failure } from '../../src/ports/failure.ts';

/** What is written to standard error meanwhile. */
function said(tell: () => number): { readonly code: number; readonly words: string } {
  const write = process.stderr.write.bind(process.stderr);
  const words: string[] = [];
  process.stderr.write = (text: string | Uint8Array) => {
    words.push(String(text));
    return true;
  };
  try {
    return { code: tell(), words: words.join('') };
  } finally {
    process.stderr.write = write;
  }
}

test('a failure of the world tells what happened and what to do, without a stack', () => {
  const failure = new Failure({
    code: 'RUNWAY_FORGE_DENIED',
    message: 'GitLab does not let Runway read acme/platform.',
    hint: 'Give it the Developer role.',
    retry: 'never',
  });
  const { code, words } = said(() => report(failure));
  expect(code).toBe(EXIT.failed);
  expect(words).toContain('RUNWAY_FORGE_DENIED');
  expect(words).toContain('Give it the Developer role.');
  expect(words).not.toContain('    at ');
});

test('a bug of ours keeps its stack', () => {
  const { code, words } = said(() => report(new TypeError('x is undefined')));
  expect(code).toBe(EXIT.failed);
  expect(words).toContain('    at ');
});

test('every exit code is explained', () => {
  for (const code of Object.values(EXIT))
    expect(exitCodes).toMatch(new RegExp(`^ +${code} +`, 'm'));
});
