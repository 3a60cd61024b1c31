// A file's difference as a table with line numbers.

import type { FileDiff } from '../git/diffs.ts';
import type { RemarkAt } from './pages.ts';
import { html, type Html } from './html.ts';

export function diffView(files: readonly FileDiff[], remarkAt: RemarkAt = () => null): Html {
  if (files.length === 0) return html`<p class="soft">No differences.</p>`;
  return html`${files.map((file) => fileView(file, remarkAt))}`;
}

function fileView(file: FileDiff, remarkAt: RemarkAt): Html {
  const name = file.renamed ? `${file.oldPath} → ${file.newPath}` : file.newPath;
  const kind = file.added ? 'new' : file.removed ? 'removed' : file.renamed ? 'renamed' : '';
  const badge = kind === '' ? null : html`<span class="badge plain">${kind}</span>`;
  const body =
    file.text === ''
      ? html`<div class="in soft">No text to show.</div>`
      : html`<table class="diff mono">
          ${lines(file.text, (line) => remarkAt(file.newPath, line))}
        </table>`;
  return html`<section class="box">
    <header><strong class="mono">${name}</strong>${badge}</header>
    ${body}
  </section>`;
}

function lines(text: string, remarkAt: (line: number) => Html | null): Html[] {
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
      if (line.startsWith('+')) return row('add', ['', String(after)], line, remarkAt(after++));
      if (line.startsWith('-')) return row('del', [String(before++), ''], line);
      if (line.startsWith('\\')) return row('hunk', ['', ''], line);
      return row('', [String(before++), String(after)], line, remarkAt(after++));
    });
}

function row(
  kind: string,
  [before, after]: readonly [string, string],
  line: string,
  remark: Html | null = null,
): Html {
  return html`<tr class="${kind}">
      <td class="n">${before}</td>
      <td class="n">${after}</td>
      <td>${line}</td>
    </tr>
    ${
      remark === null
        ? null
        : html`<tr class="remark">
            <td class="n"></td>
            <td class="n"></td>
            <td>${remark}</td>
          </tr>`
    }`;
}
