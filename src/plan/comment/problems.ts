// The comment of a merge request that cannot be planned, and what to do about it.

import { code, fence, type Markdown, prose, trusted } from './escape.ts';
import type { Condition, Problem } from './review.ts';
import { count } from './words.ts';

type Unplanned = Exclude<Condition, { state: 'planned' | 'merged' }>;

export function problems(condition: Unplanned, most: number): Markdown[] {
  switch (condition.state) {
    case 'invalid':
      return invalid(condition.problems, most);
    case 'conflict':
      return [
        trusted(
          `Rebase the branch, or merge the target branch into it, and settle:\n\n${bullets(condition.paths.map(code), most)}`,
        ),
      ];
    case 'unknown':
      return [
        trusted(`${prose(condition.reason)}\n\n**What to do:** ${prose(condition.hint)}`),
        trusted('Merging now is not advised: nobody knows yet what it would do.'),
      ];
    case 'elsewhere':
    case 'closed':
      return [];
  }
}

/**
 * `- environments/dev/checkout.yml:3:12 what is wrong. What to write.` What a hint has from its second line on is
 * an example to copy, so it is shown as it is.
 */
export function problemLine({ at, summary, hint }: Problem): string {
  const place = code(`${at.path}:${at.line}:${at.column}`);
  const [advice = '', ...example] = hint.split('\n');
  const line = `- ${place} ${prose(summary)} ${prose(advice)}`.trimEnd();
  if (example.length === 0) return line;
  return `${line}\n${fence(example.join('\n'), 'yaml').replace(/^/gm, '  ')}`;
}

function invalid(found: readonly Problem[], most: number): Markdown[] {
  const errors = found.filter(({ severity }) => severity === 'error');
  const warnings = found.filter(({ severity }) => severity === 'warning');
  const parts = [trusted(bullets(errors.map(problemLine), most))];
  if (warnings.length > 0) {
    parts.push(trusted(`**Warnings**\n\n${bullets(warnings.map(problemLine), most)}`));
  }
  return parts;
}

function bullets(lines: readonly string[], most: number): string {
  const shown = lines.slice(0, most).map((line) => (line.startsWith('- ') ? line : `- ${line}`));
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`- and ${count(rest, 'other')}`] : [])].join('\n');
}
