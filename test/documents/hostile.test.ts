import { expect, test } from '@jest/globals';
import { parseFile } from '../../src/documents/parse.ts';
import { deployment, file, parsed, told, workload } from './files.ts';

const PATH = 'environments/dev/checkout.yml';

const REFUSED: readonly (readonly [string, string, string])[] = [
  ['an anchor', 'a: &x 1\n', 'The anchor `&x` is not read.'],
  ['an alias', 'a: *x\n', 'The alias `*x` is not read.'],
  ['a tag', 'a: !!python/object 1\n', 'The tag `!!python/object` is not read.'],
  ['a known tag', 'a: !!binary aGk=\n', 'The tag `!!binary` is not read.'],
  ['a merge key', '<<: { a: 1 }\n', 'Merge keys (`<<`) are not read.'],
  ['a duplicate key', 'a: 1\na: 2\n', '`a` is written twice.'],
  ['a duplicate key in other quotes', 'a: 1\n"a": 2\n', '`a` is written twice.'],
  ['a second document', 'a: 1\n---\nb: 2\n', 'The file holds more than one YAML document.'],
  ['the prototype', '__proto__: { admin: true }\n', '`__proto__` is not a field.'],
  ['a directive', '%YAML 1.1\n---\na: yes\n', 'YAML directives such as `%YAML` are not read.'],
  ['a tab for indentation', 'a:\n\tb: 1\n', 'The line is indented with a tab.'],
  ['a control character', 'a: "\u0007"\n', 'The character U+0007 is not allowed: it is invisible.'],
  [
    'text that reads backwards',
    'a: \u202Ex\n',
    'The character U+202E is not allowed: it is invisible.',
  ],
  ['a list for a key', '? [a]\n: 1\n', 'A field name must be a plain text.'],
  ['very deep brackets', '['.repeat(200_000), 'The file is nested too deeply.'],
  ['very deep lists', '- '.repeat(100_000), 'The file is nested too deeply.'],
  ['very deep keys', '? '.repeat(100_000), 'The file is nested too deeply.'],
  [
    'broken quotes',
    'a: "b\n',
    'Something that was opened here is not closed, or a `:` is missing.',
  ],
];

test.each(REFUSED)('%s is refused with a message', (_, text, summary) => {
  const { document, diagnostics } = parsed(PATH, text);
  expect(document).toBeNull();
  expect(diagnostics[0]).toMatchObject({ severity: 'error', summary });
});

test.each([
  ['120000', 'The file is a symbolic link.'],
  ['160000', 'This is a submodule.'],
])('mode %s is refused, wherever it is', (mode, summary) => {
  for (const path of [PATH, 'environments/dev', 'inventory/notes.txt']) {
    expect(parseFile(file(path, '../../etc/passwd', mode)).diagnostics[0]?.summary).toBe(summary);
  }
});

test('a file over 256 KiB is refused without being read', () => {
  const { diagnostics } = parsed(PATH, `a: ${'x'.repeat(256 * 1024)}`);
  expect(told(diagnostics)).toEqual([
    `${PATH}:1:1  error  The file has 257 KiB.\n    Keep it under 256 KiB.`,
  ]);
});

test('a size that does not say the truth about the bytes is not believed', () => {
  const large = file(PATH, 'x'.repeat(300_000));
  expect(parseFile({ ...large, size: 10 }).diagnostics[0]?.summary).toBe('The file has 293 KiB.');
});

test('bytes that are not UTF-8 are refused', () => {
  const { diagnostics } = parseFile(file(PATH, Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0xfe)));
  expect(diagnostics[0]?.summary).toBe('The file is not UTF-8 text.');
});

const numbered = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const FLOODS: readonly (readonly [string, string])[] = [
  ['lines', '\n'.repeat(250_000)],
  ['quotes', '"'.repeat(250_000)],
  ['anchors', '&a '.repeat(80_000)],
  ['list items', `[${'a,'.repeat(120_000)}]`],
  ['unknown fields', numbered(9_900, (index) => `k${index}: 1`)],
  ['duplicate fields', numbered(9_900, (index) => `k${index % 100}: 1`)],
  ['badly indented lines', `a: "${'x\n'.repeat(9_000)}"`],
  [
    'names that cannot be',
    `overrides:\n  environment:\n${numbered(9_000, (index) => `    k-${index}: 1`)}`,
  ],
  ['repeated path segments', `release: { version: a, image: a${'/a'.repeat(120_000)}! }`],
];

test.each(FLOODS)('a flood of %s ends in time, with a bounded number of messages', (_, text) => {
  const start = performance.now();
  const { document, diagnostics } = parsed(PATH, text);
  expect(document).toBeNull();
  expect(diagnostics.length).toBeGreaterThan(0);
  expect(diagnostics.length).toBeLessThanOrEqual(50);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('names of inherited members are ordinary names, and nothing is inherited', () => {
  const { document } = parsed(
    PATH,
    deployment('checkout', { spec: '{ environment: { constructor: a, toString: b } }' }),
  );
  if (document === null || !('release' in document.value)) throw new Error('not read');
  const variables = document.value.release.manifest?.spec.environment;
  expect(Object.entries(variables ?? {})).toEqual([
    ['constructor', 'a'],
    ['toString', 'b'],
  ]);
  expect(Object.getPrototypeOf(variables)).toBeNull();
  expect(Object.getPrototypeOf(document.value)).toBeNull();
});

test('messages never send control characters to a terminal', () => {
  const { diagnostics } = parsed('inventory/a\u001b[31mb.yml', workload('ab'));
  expect(told(diagnostics).join('\n')).not.toContain('\u001b');
});
