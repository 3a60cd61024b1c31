// The comment of an open merge request whose files are valid: table, gates, what merging does, and the rest folded.

import type { Step } from '../plan.ts';
import { changes, fieldCount, folded, manifestChanges } from './changes.ts';
import { code, link, type Markdown, prose, text, trusted } from './escape.ts';
import { gates, toWrite } from './gates.ts';
import { merging } from './merging.ts';
import { problemLine } from './problems.ts';
import type { Commit, Condition, TargetReview, Unseen } from './review.ts';
import { secretLines, secretVersions, withoutSecrets } from './secrets.ts';
import { sentences } from './sentence.ts';
import { table } from './table.ts';
import { count, environmentsOf, list, shortSha } from './words.ts';

/** How much is said: each leaves out more than the one before. */
export const levels = ['full', 'changed', 'table', 'counts'] as const;
export type Level = (typeof levels)[number];

type Planned = Extract<Condition, { state: 'planned' }>;

/** More unchanged targets are counted. */
const MOST_NAMED = 5;

export function planned(condition: Planned, level: Level): Markdown[] {
  const { targets, unchanged, unseen = [] } = condition;
  const details = level === 'full' || level === 'changed';
  return [
    ...(targets.length === 0 ? [] : [table(targets, level === 'counts')]),
    ...unseenLines(unseen, level),
    gates(condition),
    ...(targets.length === 0 && unseen.length > 0 ? [] : [merging(targets)]),
    ...(level === 'counts' ? [] : toWrite(targets)),
    ...notices(targets, level),
    ...(unchanged.length === 0 ? [] : [unchangedLine(unchanged)]),
    ...(details ? targets.flatMap((review) => detailsOf(review, level)) : []),
    ...(details ? [] : [trusted('*Too long for one comment: run `runway plan` for every field.*')]),
  ];
}

function notices(targets: readonly TargetReview[], level: Level): Markdown[] {
  const lines = targets.flatMap((review) => {
    const completed =
      review.completion?.type === 'pushed'
        ? [
            `Runway completed ${list(review.completion.fields.map(code))} in ${code(shortSha(review.completion.commit))}.`,
          ]
        : [];
    const said = [...completed, ...review.notices.map(prose)];
    return said.map(
      (notice) => `- ${targets.length > 1 ? `${text(review.target)}: ` : ''}${notice}`,
    );
  });
  if (lines.length === 0) return [];
  if (level === 'counts') return [trusted(`${count(lines.length, 'notice')} not shown.`)];
  return [trusted(lines.join('\n'))];
}

/** One reason is said once, with the targets that it holds for. */
function unseenLines(unseen: readonly Unseen[], level: Level): Markdown[] {
  if (unseen.length === 0) return [];
  const reasons = new Map<string, string[]>();
  for (const { target, reason } of unseen) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), target]);
  }
  const lines = [...reasons].map(([reason, names]) => {
    const named = names.length > MOST_NAMED || level === 'counts';
    const who = named ? count(names.length, 'target') : list(names.map(text));
    return `- ${who}: ${prose(reason)}`;
  });
  const head = '**Could not be looked at**, so nothing is known about them yet:';
  return [trusted([head, '', ...lines].join('\n'))];
}

function unchangedLine(unchanged: Planned['unchanged']): Markdown {
  if (unchanged.length > MOST_NAMED) {
    const where = list(environmentsOf(unchanged).map(text));
    return trusted(`Unchanged: ${count(unchanged.length, 'target')} in ${where}.`);
  }
  return trusted(`Unchanged: ${list(unchanged.map(text))}.`);
}

function detailsOf(review: TargetReview, level: Level): Markdown[] {
  const steps = review.plan.foreign.length > 0 ? [] : review.plan.waves.flat();
  const shown = level === 'full' ? steps : steps.filter(({ action }) => action !== 'create');
  const name = `<b>${text(review.target)}</b>`;
  const warnings = review.warnings.map(problemLine).join('\n');
  const rest = withoutSecrets(shown);
  const sections = [
    folded(`${name}: ${count(secretLines(steps).length, 'secret')}`, secretVersions(steps)),
    folded(`${name}: what changes`, inWords(steps.filter(({ kind }) => kind !== 'Secret'))),
    folded(`${name}: ${count(fieldCount(rest), 'field')}`, changes(rest)),
    level === 'full'
      ? folded(`${name}: settings in the manifest`, manifestChanges(review.manifest))
      : null,
    level === 'full' ? commits(review, name) : null,
    folded(
      `${name}: ${count(review.warnings.length, 'warning')}`,
      warnings === '' ? null : trusted(warnings),
    ),
  ];
  return sections.filter((section) => section !== null);
}

function inWords(steps: readonly Step[]): Markdown | null {
  const lines = sentences(steps).map((sentence) => `- ${prose(sentence)}`);
  return lines.length === 0 ? null : trusted(lines.join('\n'));
}

function commits({ commits: known }: TargetReview, name: string): Markdown | null {
  switch (known.type) {
    case 'none':
      return null;
    case 'unknown':
      return trusted(`Commits of ${name} are not known: ${prose(known.reason)}`);
    case 'known': {
      const lines = known.commits.map(commitLine);
      if (!known.complete) lines.push('- and older ones');
      if (known.compare !== null) lines.push('', link(known.compare));
      const many = `${known.commits.length}${known.complete ? '' : '+'}`;
      const noun = known.complete && known.commits.length === 1 ? 'commit' : 'commits';
      return folded(
        `${name}: ${many} ${noun}`,
        lines.length === 0 ? null : trusted(lines.join('\n')),
      );
    }
  }
}

function commitLine({ sha, title, author, url }: Commit): string {
  const short = shortSha(sha);
  const name = url === null ? code(short) : link({ text: short, url });
  return `- ${name} ${prose(title)}, ${text(author)}`;
}
