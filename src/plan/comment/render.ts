// The one comment on a merge request, as Markdown that says as much as the forge has room for.

import { code, type Markdown, reference, text, trusted, withoutCommands } from './escape.ts';
import { merged } from './merged.ts';
import { type Level, levels, planned } from './planned.ts';
import { problems } from './problems.ts';
import type { Review } from './review.ts';
import { markerOf, tail } from './tail.ts';
import { verdict } from './verdict.ts';
import { shortSha } from './words.ts';

/**
 * At most `limit` characters (UTF-16 units). Verdict, head of the table and gates are always there, the
 * details only where they fit. Starts with the marker that the forge finds it by, ends with `readTail`'s state.
 */
export function renderComment(review: Review, limit: number): string {
  for (const level of levels) {
    const comment = render(review, level);
    if (comment.length <= limit) return comment;
  }
  return cut(review, limit);
}

/** The same for a page of its own: without what only programs read, and without the sentence that is its title there. */
export function renderDetails(review: Review, limit: number): string {
  for (const level of levels) {
    const details = visible([...sections(review, level), footer(review)]);
    if (details.length <= limit) return details;
  }
  return visible([footer(review)]);
}

function render(review: Review, level: Level): string {
  const seen = visible([headline(review), ...sections(review, level), footer(review)]);
  return [markerOf(review), seen, tail(review, { brief: level === 'counts' })].join('\n\n');
}

function visible(parts: readonly Markdown[]): string {
  return parts.map(withoutCommands).join('\n\n');
}

function headline(review: Review): Markdown {
  const { condition } = review;
  const words = verdict(review);
  const [only] = condition.state === 'merged' ? condition.targets : [];
  if (only?.outcome?.type !== 'superseded') return trusted(`### Runway: ${text(words)}`);
  const { by } = only.outcome;
  // Escaped parts have no space at their ends.
  return trusted(
    `### Runway: ${words
      .split(by)
      .map(text)
      .join(` ${reference(by)}`)}`,
  );
}

function sections({ condition, program }: Review, level: Level): Markdown[] {
  switch (condition.state) {
    case 'planned':
      return planned(condition, level);
    case 'merged':
      return merged(condition.targets, { level, program });
    case 'invalid':
    case 'conflict':
    case 'unknown':
    case 'elsewhere':
    case 'closed':
      return problems(condition, { full: 200, changed: 60, table: 20, counts: 5 }[level]);
  }
}

/** Without a time, since the forge shows when it was edited: what says nothing new is then not sent again. */
function footer({ head, condition }: Review): Markdown {
  const commit = code(shortSha(head));
  if (['merged', 'closed', 'elsewhere'].includes(condition.state)) {
    return trusted(`<sub>For ${commit}.</sub>`);
  }
  const seen = condition.state === 'planned' ? 'Planned for' : 'Looked at';
  return trusted(`<sub>${seen} ${commit}.</sub>`);
}

/** Only outside text without measure gets here: whole lines go from the end until the rest fits. */
function cut(review: Review, limit: number): string {
  const end = `\n\n*Shortened to fit.*\n\n${footer(review)}\n\n${tail(review, { brief: true })}`;
  const start = `${markerOf(review)}\n\n${headline(review)}`;
  const lines = sections(review, 'counts')
    .map((part) => withoutCommands(part).split('\n'))
    .flatMap((part) => ['', ...part]);
  let body = start;
  for (const line of lines) {
    if (body.length + 1 + line.length + end.length > limit) break;
    body += `\n${line}`;
  }
  return body + end;
}
