import { expect, test } from '@jest/globals';
import { coloursFor } from '../../src/cli/colours.ts';

test.each([
  ['a terminal', { isTTY: true }, {}, true],
  ['a pipe', {}, {}, false],
  ['a pipe in a CI job', {}, { CI: 'true' }, false],
  ['a terminal that can show none', { isTTY: true }, { TERM: 'dumb' }, false],
  ['a terminal with NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, false],
  ['a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, true],
  ['a pipe with FORCE_COLOR and NO_COLOR', {}, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ['a pipe with FORCE_COLOR=0', {}, { FORCE_COLOR: '0' }, false],
])('%s', (_, out, env, coloured) => {
  expect(coloursFor(out, env).bold('x') !== 'x').toBe(coloured);
});
