// Comments as GitLab renders them: GitHub-like Markdown with folds, tables and coloured differences; nothing that runs.

import MarkdownIt from 'markdown-it';
import sanitize from 'sanitize-html';
import { escapeHtml, trusted, type Html } from './html.ts';

const renderer = new MarkdownIt({ html: true, linkify: true, breaks: false, highlight });

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
    a: ['href', 'title'],
    img: ['src', 'alt', 'title'],
    span: ['class'],
    code: ['class'],
    details: ['open'],
    input: ['type', 'disabled', 'checked'],
    td: ['style', 'align'],
    th: ['style', 'align'],
  },
  allowedClasses: { span: ['add', 'del', 'hunk', 'mention'], code: ['language-*'] },
  allowedStyles: { '*': { 'text-align': [/^(left|right|center)$/] } },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'nofollow noreferrer noopener' }) },
};

export function renderMarkdown(text: string): Html {
  const boxes = renderer
    .render(text)
    .replaceAll(/<li>\[ \] /g, '<li><input type="checkbox" disabled> ')
    .replaceAll(/<li>\[[xX]\] /g, '<li><input type="checkbox" disabled checked> ');
  return trusted(sanitize(boxes, allowed));
}

/** Colours ```diff fences line by line. */
function highlight(code: string, language: string): string {
  if (language !== 'diff') return escapeHtml(code);
  return code
    .split('\n')
    .map((line) => {
      const kind = line.startsWith('+')
        ? 'add'
        : line.startsWith('-')
          ? 'del'
          : line.startsWith('@@')
            ? 'hunk'
            : '';
      return kind === '' ? escapeHtml(line) : `<span class="${kind}">${escapeHtml(line)}</span>`;
    })
    .join('\n');
}
