import { expect, test } from '@jest/globals';
import { readComment } from '../../src/cli/demo/read-comment.ts';

test('hides what a page hides, over several lines', () => {
  expect(readComment('<!-- runway:comment -->\n\nText\n<!-- a\nb -->\n')).toBe('Text');
});

test('shows a fold as the line that opens it', () => {
  const markdown =
    'Before\n\n<details><summary><b>dev/checkout</b>: 2 fields</summary>\n\nmuch\n\n</details>\n\nAfter';
  expect(readComment(markdown)).toBe('Before\n\n▸ dev/checkout: 2 fields\n\nAfter');
});

test('keeps each fold to itself', () => {
  const fold = (name: string) => `<details><summary>${name}</summary>\n\nx\n\n</details>`;
  expect(readComment(`${fold('one')}\n\nbetween\n\n${fold('two')}`)).toBe(
    '▸ one\n\nbetween\n\n▸ two',
  );
});

test('shows signs that are written out for a page', () => {
  expect(readComment('a &lt;b&gt; &amp;amp; c<br>d')).toBe('a <b> &amp; c · d');
});

test('shows signs that Markdown would take for its own', () => {
  expect(readComment('### API\\_KEY \\*')).toBe('### API_KEY *');
});

test('piles up no blank lines', () => {
  expect(readComment('a\n\n\n\n\nb')).toBe('a\n\nb');
});
