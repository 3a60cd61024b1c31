import { expect, test } from '@jest/globals';
import { coloursFor } from '../../../src/cli/colours.ts';
import { isWell, told } from '../../../src/cli/doctor/told.ts';
import { failed, looked, notApplicable, notChecked, passed } from '../../../src/ports/finding.ts';
import { Failure } from '../../../src/ports/failure.ts';

const plain = coloursFor({ isTTY: false }, {});
const good = passed('Git fetch', 'main is at 12345678.');

test('every line says what was looked at and found, and below it what to mend', () => {
  const text = told([good, failed('Git push', 'It was refused.', 'Let the bot push.')], plain);
  expect(text).toBe(
    [
      'passed          Git fetch  main is at 12345678.',
      'failed          Git push   It was refused.',
      '                Let the bot push.',
      '',
      '1 passed, 1 failed.',
      '',
    ].join('\n'),
  );
});

test('what could not be checked has not passed', () => {
  const unknown = notChecked('webhooks', 'They cannot be seen.', 'Look in GitLab.');
  expect(isWell([good, notApplicable('dev: Vault', 'none')])).toBe(true);
  expect(isWell([good, unknown])).toBe(false);
  expect(told([good, unknown], plain)).toContain('1 passed, 1 could not be checked.');
});

test('colour is for terminals', () => {
  const text = told([good, failed('x', 'y', 'z')], plain);
  expect(text).not.toContain('\u001B');
  const colourful = told([good], coloursFor({ isTTY: true }, { TERM: 'xterm' }));
  expect(colourful).toContain('\u001B[32m');
});

test('a failure becomes a line with its hint, and a bug stays one', async () => {
  const failure = new Failure({
    code: 'RUNWAY_IDENTITY_DENIED',
    message: 'Google does not let Runway act as x.',
    hint: 'Grant it.',
    retry: 'later',
  });
  expect(await looked('x', () => Promise.reject(failure))).toEqual(
    failed('x', failure.message, failure.hint),
  );
  await expect(looked('x', () => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug');
});
