// A file's difference as a table with line numbers.

import type { FileDiff } from '../git/diffs.ts';
import { html, type Html } from './html.ts';

export function diffView(files: readonly FileDiff[]): Html {
  if (files.length === 0) return html`<p class="soft">No differences.</p>`;
  return html`${files.map(fileView)}`;
}

function fileView(file: FileDiff): Html {
  const name = file.renamed ? `${file.oldPath} → ${file.newPath}` : file.newPath;
  const kind = file.added ? 'new' : file.removed ? 'removed' : file.renamed ? 'renamed' : '';
  const badge = kind === '' ? null : html`<span class="badge plain">${kind}</span>`;
  const body =
    file.text === ''
      ? html`<div class="in soft">No text to show.</div>`
      : html`<table class="diff mono">
          ${lines(file.text)}
        </table>`;
  return html`<section class="box">
    <header><strong class="mono">${name}</strong>${badge}</header>
    ${body}
  </section>`;
}

function lines(text: string): Html[] {
  let before = 0;
  let after = 0;
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
      if (start !== null) {
        before = Number(start[1]);
        after = Number(start[2]);
        return row('hunk', ['', ''], line);
      }
      if (line.startsWith('+')) return row('add', ['', String(after++)], line);
      if (line.startsWith('-')) return row('del', [String(before++), ''], line);
      if (line.startsWith('\\')) return row('hunk', ['', ''], line);
      return row('', [String(before++), String(after++)], line);
    });
}

function row(kind: string, [before, after]: readonly [string, string], line: string): Html {
  return html`<tr class="${kind}">
    <td class="n">${before}</td>
    <td class="n">${after}</td>
    <td>${line}</td>
  </tr>`;
}
