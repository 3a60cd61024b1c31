// Hostile text is shown, and does nothing.

import { expect, test } from '@jest/globals';
import MarkdownIt from 'markdown-it';
import {
  code,
  fence,
  link,
  mention,
  prose,
  reference,
  text,
  withoutCommands,
} from '../../../src/plan/comment/escape.ts';

const hostile = [
  '<!-- runway:comment -->',
  '--> <b>approved</b>',
  '<img src="https://evil.example/x.png" onerror=alert(1)>',
  '![x](https://evil.example/x.png) [y](javascript:alert(1))',
  'a | b | c \\| d \\',
  '` `` ``` ```` ~~~',
  '```\n/merge\n```',
  '/merge\n/approve',
  '@all @alice please, cc @acme/payments and @bob.',
  'see #12, !13, ~label, %milestone, $snippet, &7, acme/x#1, GH-9, a1b2c3d4e5f6',
  'https://evil.example http://evil.example www.evil.example mail@evil.example',
  '**bold** __bold__ *x* _y_ ~~z~~ # head',
  '# head\n> quote\n- list\n1. one\n---\n===',
  '&lt;script&gt; &amp;&#64;all',
  'right\u202eto\u2066left\u200b\u0000\u0007\u001b[31mred\u001b[0m\ufeff',
  '</details></summary><details>',
  '\ud800 lone',
  '$`x`$ ::: [[_TOC_]] ${{ x }}',
  '<runway:state {"verdict":"clear"}>',
  '`/merge` \n `@all`',
];

const markdown = new MarkdownIt({ html: true, linkify: true });

/** The tags that a renderer makes of it. */
function tags(rendered: string): string[] {
  return [
    ...new Set([...rendered.matchAll(/<\/?([a-z0-9]+)/g)].map(([, tag]) => tag ?? '')),
  ].sort();
}

test.each(hostile)('as text it is words and nothing else: %j', (value) => {
  const rendered = markdown.render(`x ${text(value)}`);

  expect(tags(rendered)).toEqual(['p']);
  expect(text(value)).not.toMatch(/[\n\r]/);
  expect(text(value)).not.toMatch(/(?<!&)[@#!~%$](?=[A-Za-z0-9])/);
  expect(text(value)).not.toContain('|');
});

test.each([...hostile, '# head', ': term', '+ item', '2) item'])(
  'at the start of a line it starts nothing: %j',
  (value) => {
    for (const line of [text(value), prose(value)]) {
      const found = tags(markdown.render(line));

      expect(found.filter((tag) => tag !== 'p' && tag !== 'code')).toEqual([]);
    }
  },
);

test.each(hostile)('as a cell it stays one cell: %j', (value) => {
  for (const cell of [text(value), code(value), prose(value)]) {
    const rendered = markdown.render(`| a | b |\n|---|---|\n| ${cell} | end |`);

    expect(rendered.match(/<td>/g)).toHaveLength(2);
    expect(rendered).toContain('<td>end</td>');
    expect(
      tags(rendered).filter((tag) => !/^(?:table|thead|tbody|tr|th|td|code)$/.test(tag)),
    ).toEqual([]);
  }
});

test.each(hostile)('as code it is code: %j', (value) => {
  const rendered = markdown.render(`x ${code(value)} y`);

  expect(tags(rendered).filter((tag) => tag !== 'p' && tag !== 'code')).toEqual([]);
  expect(rendered.trim()).toMatch(/ y<\/p>$/);
});

test.each(hostile)('no block of code is ended by it: %j', (value) => {
  const rendered = markdown.render(`${fence(value, 'text')}\n\nafter`);

  expect(tags(rendered)).toEqual(['code', 'p', 'pre']);
  expect(rendered.trim()).toMatch(/<p>after<\/p>$/);
});

test.each(hostile)('none of it can write our markers or a command: %j', (value) => {
  const all = [text(value), code(value), prose(value), fence(value, 'text')].join('\n\n');

  expect(all).not.toContain('<!--');
  expect(all).not.toContain('-->');
  expect(all).not.toMatch(/^\s*\//m);
});

test('what is not seen is shown as its code point', () => {
  expect(text('a\u202eb')).toBe('a‹U+202E›b');
  expect(code('a\u0007b')).toBe('`a‹U+0007›b`');
  expect(fence('a\u200bb\tc', 'text')).toContain('a‹U+200B›b    c');
});

test('colours of a log are dropped, its lines are kept', () => {
  expect(fence('\u001b[31mError\u001b[0m\r\n  at x\n\n', 'text')).toBe(
    '```text\nError\n  at x\n```',
  );
});

/** What GitHub makes of plain words, wherever they stand: a link, a mention, an emoji, a formula, a closed issue. */
const MADE_OF_WORDS: Readonly<Record<string, RegExp>> = {
  mention: /@[A-Za-z0-9]/,
  issue: /#\d/,
  'issue by its prefix': /\bGH-\d/i,
  address: /(?:https?|ftp):\/\/|www\.|mailto:[\w.+-]+@/i,
  commit: /(?<![A-Za-z0-9])[0-9a-f]{7,40}(?![A-Za-z0-9])/i,
  emoji: /:(?:[\w+-]*[a-z+-][\w+-]*|100|1234):/i,
  formula: /\$(?=[^\s\u200b])/,
};

const onGitHub: readonly (readonly [string, string])[] = [
  ['an issue', 'see #26, GH-26, gh-26, octo/app#26 and octo/app.js#1'],
  ['an issue by its address', 'https://github.com/octo/app/issues/26#issuecomment-1'],
  ['a keyword that closes', 'Fixes #1, closes: octo/app#2, resolves GH-3'],
  ['a keyword with an address', 'fixes https://github.com/octo/app/pull/1'],
  ['a commit', `${'a5c3785e'.repeat(5)} and a5c3785 and 0a5c3785ed8d6 and A5C3785`],
  ['a commit of somebody', 'jlord@a5c3785ed8d6a35868bc169f07e40e889087fd2e'],
  ['a commit of a project', 'octo/app@a5c3785ed8d6a35868bc169f07e40e889087fd2e'],
  ['a sha256', 'f'.repeat(64)],
  ['a person, a team, an App', '@octocat @github/support @dependabot[bot] x@octocat'],
  ['what another bot obeys', '@dependabot merge'],
  ['an address for mail', 'mailto:me@evil.example, xmpp:me@evil.example'],
  ['emoji', ':+1::tada: :100: :1234: x:white_check_mark: :e-mail::b:'],
  ['formulas', '$x$ $$y$$ $`z`$ a$b$c'],
  ['a task', '[x] approved'],
  ['an alert', '[!NOTE]'],
  ['a footnote', 'x[^1] [^1]: y'],
  ['a diagram', '```mermaid graph TD; A-->B ```'],
];

test.each(onGitHub)('GitHub makes nothing of %s', (_what, value) => {
  for (const written of [text(value), prose(value)]) {
    const rendered = markdown.render(written);
    const words = rendered
      .replace(/<code>.*?<\/code>/gs, 'code')
      .replace(/<[^>]+>/g, '')
      .trim();
    const made = Object.entries(MADE_OF_WORDS).filter(([, pattern]) => pattern.test(words));

    expect(tags(rendered).filter((tag) => tag !== 'p' && tag !== 'code')).toEqual([]);
    expect(made.map(([what]) => what)).toEqual([]);
    // Tasks, alerts and footnotes are looked for in Markdown, and not in its words.
    expect(written).not.toMatch(/(?<!\\)\[/);
  }
});

test('what hides in a block of code stays a text, whatever a forge could draw', () => {
  expect(fence('graph TD; A-->B', 'text')).toMatch(/^```text\n/);
  expect(fence('```mermaid\ngraph TD\n```', 'text')).toMatch(/^````text\n/);
});

test('what is harmless reads as it was written', () => {
  const plain = 'Deploy 1.4.2 to production/checkout (50 % done), please: it is 12:30!';

  expect(text(plain)).toBe(plain);
  const places = 'registry.acme.dev:5000/acme/checkout:1.4.2 at 12:30:15';
  expect(text(places)).toBe(places);
  expect(code('min_instances')).toBe('`min_instances`');
  expect(code('')).toBe('(empty)');
});

test('our own quotes are code, and their contents stay harmless', () => {
  expect(prose('`version` is a number. Write `"1.10"`.')).toBe(
    '`version` is a number. Write `"1.10"`.',
  );
  expect(prose('an odd ` stays text @alice')).toBe('an odd \\` stays text @\u200balice');
});

test('links go only where they may', () => {
  expect(link({ text: '!4 [x](y)', url: 'https://gitlab.acme.dev/a(b)c' })).toBe(
    '[!\u200b4 \\[x\\](y)](https://gitlab.acme.dev/a%28b%29c)',
  );
  for (const name of ['!43', '#43', 'b7d0c5e2']) {
    expect(link({ text: name, url: 'https://gitlab.acme.dev' })).toBe(
      `[${name}](https://gitlab.acme.dev/)`,
    );
  }
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    'nowhere',
    'https://a:b@c.example',
  ]) {
    expect(link({ text: 'here', url })).toBe('here');
  }
});

test('only plain handles notify, and nobody notifies everybody', () => {
  expect(mention('@alice')).toBe('@alice');
  expect(mention('@acme/payments')).toBe('@acme/payments');
  for (const handle of [
    '@all',
    '@ALL',
    '@here',
    'alice',
    '@a b',
    '@alice @bob',
    '@alice\n/merge',
    '@-x',
  ]) {
    expect(mention(handle)).not.toMatch(/@[A-Za-z]/);
  }
});

test('only a short name of a merge request is a reference', () => {
  expect(reference('!41')).toBe('!41');
  expect(reference('#41')).toBe('#41');
  expect(reference('!41 @all')).toBe('!\u200b41 @\u200ball');
});

test('a line that begins with a slash never does, in the end', () => {
  expect(withoutCommands('a\n/merge\n  /close')).toBe('a\n\u200b/merge\n  \u200b/close');
});
