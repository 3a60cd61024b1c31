// Notes notify the owners, and nobody else.

import { expect, test } from '@jest/globals';
import { type Note, renderNote } from '../../../src/plan/comment/note.ts';

const note: Note = {
  type: 'failed',
  target: 'production/checkout',
  version: '1.4.2',
  reason: 'The container exited with code 1.',
  hint: 'Set `PAYMENTS_URL`.',
  restore: { text: '!43', url: 'https://gitlab.acme.dev/acme/platform/-/merge_requests/43' },
  owners: ['@alice', '@acme/payments', '@alice'],
};

test('a failure is told to the owners in three short paragraphs', () => {
  expect(renderNote(note)).toBe(
    [
      '@alice and @acme/payments: **1.4.2 in production/checkout failed and is on hold.** The container exited with code 1.',
      '**What to do:** Set `PAYMENTS_URL`.',
      '[!43](https://gitlab.acme.dev/acme/platform/-/merge_requests/43) brings the last proven file back.',
    ].join('\n\n'),
  );
});

test('a failure of the provisioner holds nothing', () => {
  const failed = renderNote({ ...note, program: 'provisioner', version: null, restore: null });

  expect(failed).toContain(
    '**production/checkout could not be provisioned; Runway tries again by itself.**',
  );
  expect(failed).not.toContain('on hold');
});

test('a hold says that nothing was changed', () => {
  const held = renderNote({ ...note, type: 'held', hint: '', restore: null, owners: [] });

  expect(held).toBe(
    '**1.4.2 in production/checkout is on hold; nothing was changed.** The container exited with code 1.',
  );
});

test('reasons and strange owners notify nobody', () => {
  const text = renderNote({
    ...note,
    reason: '/merge @all',
    owners: ['@all', 'x\n@bob'],
    hint: '@eve',
  });

  expect(text).not.toMatch(/@[a-z]/);
  expect(text).not.toMatch(/^\//m);
});
