// Who owns a path, as CODEOWNERS says it on either forge.

import { expect, test } from '@jest/globals';
import { ownersIn } from '../../src/documents/codeowners.ts';

const path = 'environments/production/checkout.yml';

test.each([
  ['nobody, without a rule for it', 'docs/ @writers', []],
  ['the last rule that matches', '* @everybody\n/environments/ @platform', ['@platform']],
  ['nobody, where the last rule names nobody', '* @everybody\n/environments/', []],
  [
    'all that a rule names',
    '*.yml @alice @acme/payments pay@acme.dev',
    ['@alice', '@acme/payments', 'pay@acme.dev'],
  ],
  ['files of a folder, and not of those below it', '/environments/* @platform', []],
  ['files of the very folder', '/environments/production/* @ops', ['@ops']],
  ['a folder at any depth', 'production/ @ops', ['@ops']],
  ['any number of folders between', 'environments/**/checkout.yml @alice', ['@alice']],
  ['nothing of a comment', '# * @nobody\n*.yml @alice # not @bob', ['@alice']],
  ['no rule with a negation, which neither forge has', '* @all\n!*.yml @none', ['@all']],
])('%s', (_name, text, owners) => {
  expect(ownersIn(text, path)).toEqual(owners);
});

test('each section of GitLab names its own owners, by default those of its heading', () => {
  const text = [
    '* @everybody',
    '[Operations][2] @ops',
    '/environments/production/',
    '^[Money]',
    '*checkout.yml @payments',
    '[Words] @writers',
    '*.md',
  ].join('\n');
  expect(ownersIn(text, path)).toEqual(['@everybody', '@ops', '@payments']);
});

test('a space that is escaped belongs to the path', () => {
  expect(ownersIn('/a\\ folder/ @alice', 'a folder/file.yml')).toEqual(['@alice']);
  expect(ownersIn('\\#odd @alice', '#odd')).toEqual(['@alice']);
});

test('windows line ends and an empty file are read as they are meant', () => {
  expect(ownersIn('* @a\r\n*.yml @b\r\n', path)).toEqual(['@b']);
  expect(ownersIn('', path)).toEqual([]);
});
