import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { scrubbed } from '../../../src/adapters/secret-manager/client/scrub.ts';

test('an error that repeats what was sent does not say it, in any spelling', () => {
  const text = `"${randomBytes(12).toString('base64')}" ü\n`;
  const value = Buffer.from(text);
  const spellings = [
    text,
    JSON.stringify(text),
    value.toString('base64'),
    value.toString('hex'),
    encodeURIComponent(value.toString('latin1')),
  ];
  for (const spelling of spellings) {
    const error = Object.assign(new Error(`bad payload ${spelling}!`), {
      code: 3,
      request: { payload: value },
      statusDetails: [{ retryDelay: { seconds: 3 } }, { field: spelling }],
    });
    const told = scrubbed(error, value);
    expect(told.message).toMatch(/^bad payload "?\[secret\]"?!$/);
    expect(told).toMatchObject({ code: 3, statusDetails: [{ retryDelay: { seconds: 3 } }] });
    const whole = inspect(told, { depth: 9, showHidden: true });
    expect(whole).not.toContain(value.toString('base64'));
    expect(whole).not.toContain(value.toString('hex'));
  }
});
