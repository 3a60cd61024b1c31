import { expect, test } from '@jest/globals';
import { setPins } from '../../src/documents/edit-pins.ts';
import { deployment, parsed } from './files.ts';

const PATH = 'environments/dev/checkout.yml';

const PLAIN = deployment('checkout');

function pins(text: string): unknown {
  const { document } = parsed(PATH, text);
  return document === null ? null : (document.value as { secrets?: unknown }).secrets;
}

test('the first pins are written behind everything else, below one another', () => {
  const after = setPins(PLAIN, { API_KEY: 8, SIGNING_KEY: 1 });
  expect(after).toBe(`${PLAIN.trimEnd()}\nsecrets:\n  API_KEY: 8\n  SIGNING_KEY: 1\n`);
  expect(pins(after)).toEqual({ API_KEY: 8, SIGNING_KEY: 1 });
});

test('they follow the overrides, and a comment at the end stays where it is', () => {
  const text = `${PLAIN.trimEnd()}\noverrides:\n  request_timeout: 5   # ours\n# the end\n`;
  const after = setPins(text, { API_KEY: 8 });
  expect(after.startsWith(`${PLAIN.trimEnd()}\noverrides:\n  request_timeout: 5   # ours\n`)).toBe(
    true,
  );
  expect(after).toContain('# the end\n');
  expect(pins(after)).toEqual({ API_KEY: 8 });
});

test('only the number changes, whatever stands around it', () => {
  const text = `${PLAIN.trimEnd()}\n\n# Versions.\nsecrets:\n  SIGNING_KEY: 2   # old\n  # by hand\n  API_KEY: 7  # soon\n`;
  expect(setPins(text, { API_KEY: 8 })).toBe(text.replace('API_KEY: 7', 'API_KEY: 8'));
});

test('a new pin follows those that are there', () => {
  const text = `${PLAIN.trimEnd()}\nsecrets:\n  SIGNING_KEY: 2   # old\n`;
  expect(setPins(text, { API_KEY: 8 })).toBe(`${text}  API_KEY: 8\n`);
});

test('pins in one line stay in one line, spacing included', () => {
  const text = `${PLAIN.trimEnd()}\nsecrets: {API_KEY:   7, SIGNING_KEY: 2}   # both\n`;
  expect(setPins(text, { API_KEY: 8, TOKEN: 1 })).toBe(
    text.replace('7,', '8,').replace('2}', '2, TOKEN: 1}'),
  );
});

test('line ends are kept', () => {
  const text = `${PLAIN.trimEnd()}\nsecrets:\n  API_KEY: 7\n`.replaceAll('\n', '\r\n');
  expect(setPins(text, { API_KEY: 8, TOKEN: 1 })).toBe(
    `${text.replace('API_KEY: 7', 'API_KEY: 8')}  TOKEN: 1\r\n`,
  );
});

test('nothing changes when the pins are right already, and none are asked for', () => {
  const text = `${PLAIN.trimEnd()}\nsecrets: {API_KEY: 7}\n`;
  expect(setPins(text, { API_KEY: 7 })).toBe(text);
  expect(setPins(text, {})).toBe(text);
});

test('quoted and explicit keys are edited as well', () => {
  const quoted = `${PLAIN.trimEnd()}\n"secrets":\n  "API_KEY": 7\n`;
  expect(pins(setPins(quoted, { API_KEY: 8 }))).toEqual({ API_KEY: 8 });
  const explicit = `${PLAIN.trimEnd()}\n? secrets\n: ? API_KEY\n  : 7\n`;
  expect(pins(setPins(explicit, { API_KEY: 8, TOKEN: 1 }))).toEqual({ API_KEY: 8, TOKEN: 1 });
});

test('a text that is no deployment is refused', () => {
  expect(() => setPins('hello', { API_KEY: 1 })).toThrow('only the text of a deployment');
});
