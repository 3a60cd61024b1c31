// Comments as pages show them.

import { expect, test } from '@jest/globals';
import { renderMarkdown } from '../../../src/sandbox/forge/web/markdown.ts';

const references = {
  sign: '#',
  url: (iid: number) => (iid === 7 ? '/acme/platform/pull/7' : null),
} as const;

const shown = (text: string, breaks = true): string =>
  renderMarkdown(text, { breaks, references }).html;

test('the number of a merge request that there is becomes a link', () => {
  expect(shown('see #7, not #8')).toBe(
    '<p>see <a href="/acme/platform/pull/7" rel="nofollow noreferrer noopener">#7</a>, not #8</p>\n',
  );
});

test('numbers inside links, code, words and addresses stay as they are', () => {
  expect(
    shown('[#7](https://a.example) `#7` a#7 <a href="https://b.example">#7</a>'),
  ).not.toContain('pull/7');
  expect(shown('https://a.example/#7')).not.toContain('pull/7');
});

test('a line break is one only where the forge says so', () => {
  expect(shown('a\nb')).toContain('<br');
  expect(shown('a\nb', false)).not.toContain('<br');
});

test('each line of a difference is coloured by how it begins, also what changes', () => {
  const html = shown('```diff\n@@ Service @@\n+ a\n- b\n! c: 1 → 2\n  d\n```');
  for (const kind of ['hunk', 'add', 'del', 'mod']) expect(html).toContain(`class="${kind}"`);
  expect(html).toContain('<span class="mod">! c: 1 → 2</span>');
});
