// Comments as forges render them: Markdown with folds, tables and coloured differences; nothing that runs.

import MarkdownIt, { type MarkdownIt as Renderer } from 'markdown-it';
import sanitize from 'sanitize-html';
import { escapeHtml, trusted, type Html } from './html.ts';
import { linkReferences, type References } from './references.ts';

export interface MarkdownStyle {
  /** Whether a line break in the text is shown as one. */
  readonly breaks: boolean;
  readonly references: References;
}

const plain = createRenderer(false);
const broken = createRenderer(true);

const allowed: sanitize.IOptions = {
  allowedTags: [
    ...sanitize.defaults.allowedTags,
    'details',
    'summary',
    'img',
    'del',
    'ins',
    'input',
    'h1',
    'h2',
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title'],
    span: ['class'],
    code: ['class'],
    details: ['open'],
    input: ['type', 'disabled', 'checked'],
    td: ['style', 'align'],
    th: ['style', 'align'],
  },
  allowedClasses: { span: ['add', 'del', 'mod', 'hunk', 'mention'], code: ['language-*'] },
  allowedStyles: { '*': { 'text-align': [/^(left|right|center)$/] } },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'nofollow noreferrer noopener' }) },
};

export function renderMarkdown(text: string, { breaks, references }: MarkdownStyle): Html {
  const boxes = (breaks ? broken : plain)
    .render(text, { requests: references })
    .replaceAll(/<li>\[ \] /g, '<li><input type="checkbox" disabled> ')
    .replaceAll(/<li>\[[xX]\] /g, '<li><input type="checkbox" disabled checked> ');
  return trusted(sanitize(boxes, allowed));
}

function createRenderer(breaks: boolean): Renderer {
  return new MarkdownIt({ html: true, linkify: true, breaks, highlight }).use(linkReferences);
}

/** Colours ```diff fences line by line. */
function highlight(code: string, language: string): string {
  if (language !== 'diff') return escapeHtml(code);
  return code
    .split('\n')
    .map((line) => {
      const [, kind] = KINDS.find(([sign]) => line.startsWith(sign)) ?? [];
      const shown = escapeHtml(line);
      return kind === undefined ? shown : `<span class="${kind}">${shown}</span>`;
    })
    .join('\n');
}

/** By how a line begins. */
const KINDS = [
  ['+', 'add'],
  ['-', 'del'],
  ['!', 'mod'],
  ['@@', 'hunk'],
] as const;
