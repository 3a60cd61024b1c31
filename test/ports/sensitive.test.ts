import { randomUUID } from 'node:crypto';
import { format, inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { redact } from '../../src/ports/redact.ts';
import { isSensitive, sensitive } from '../../src/ports/sensitive.ts';

test('a sensitive value leaves by reveal alone', () => {
  const value = randomUUID();
  const hidden = sensitive(value);
  const nested = { name: 'API_KEY', hidden, all: [hidden] };

  expect(hidden.reveal()).toBe(value);
  const printed = [
    `<${hidden as unknown as string}>`,
    'text ' + (hidden as unknown as string),
    JSON.stringify(nested),
    inspect(nested, { depth: 9, showHidden: true, getters: true, customInspect: true }),
    format('%s %o %O %j', hidden, nested, nested, nested),
    inspect({ ...hidden }),
    inspect(structuredClone(hidden)),
    inspect(Object.entries(hidden)),
    JSON.stringify(redact({ error: new Error('no', { cause: nested }), nested })),
    new Error(`no: ${hidden as unknown as string}`).stack ?? '',
  ].join('\n');
  expect(printed).not.toContain(value);
  expect(printed).toContain('[secret]');
});

test('a sensitive value can be told from all else', () => {
  expect(isSensitive(sensitive(''))).toBe(true);
  expect([null, 'text', {}, { reveal: () => 'x' }, Object.create(null)].map(isSensitive)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('a log line says that there was a secret, and not which', () => {
  expect(redact({ key: sensitive('x') })).toEqual({ key: '[secret]' });
  expect(redact({ token: sensitive('x'), list: [sensitive('y')] })).toEqual({
    token: '[secret]',
    list: ['[secret]'],
  });
});
