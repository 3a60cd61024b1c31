// The plan for a terminal: the same words as the comment, in plain text.

import { oneLine } from './comment/escape.ts';
import type { TargetReview } from './comment/review.ts';
import { sentence } from './comment/sentence.ts';
import { textLines } from './comment/text-lines.ts';
import {
  actionOf,
  count,
  isMarked,
  isProvisioning,
  list,
  shortDigest,
  shortSha,
  versions,
} from './comment/words.ts';
import { standsInTheWay } from './foreign.ts';
import type { Difference, Effect, Step } from './plan.ts';

/** Colours, or functions that change nothing. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly red: (text: string) => string;
}

export const plain: Paint = {
  bold: (text) => text,
  dim: (text) => text,
  green: (text) => text,
  yellow: (text) => text,
  red: (text) => text,
};

/** Ends with a line that sums up, and a newline. */
export function renderTerminal(targets: readonly TargetReview[], paint: Paint): string {
  const changing = targets.filter(({ plan }) => plan.waves.length > 0 || plan.foreign.length > 0);
  const parts = changing.map((review) => targetLines(review, paint).join('\n'));
  const steps = changing.flatMap(({ plan }) => plan.waves.flat());
  const sum =
    changing.length === 0
      ? 'Nothing to change.'
      : `${count(changing.length, 'target')}, ${count(steps.length, 'step')}${immediateCount(steps)}.`;
  return `${[...parts, paint.bold(sum)].join('\n\n')}\n`;
}

function targetLines(review: TargetReview, paint: Paint): string[] {
  const { target, plan, strategy } = review;
  const action = actionOf(review);
  const released = !isProvisioning(plan);
  const how = released && (action === 'create' || action === 'update') ? `, ${strategy}` : '';
  const version = released ? `${oneLine(versions(review))}  ` : '';
  return [
    `${paint.bold(target)}  ${version}${paint.dim(`${action}${how}`)}`,
    ...plan.foreign.map((address) =>
      paint.red(`  ! ${oneLine(standsInTheWay(address).replaceAll('`', ''))}`),
    ),
    ...plan.waves.flat().flatMap((step) => stepLines(step, paint)),
    ...commitLines(review, paint),
    ...review.notices.map((notice) => `  ${oneLine(notice)}`),
    ...review.warnings.map(({ at, summary, hint }) =>
      paint.yellow(`  warning ${oneLine(`${at.path}:${at.line}:${at.column} ${summary} ${hint}`)}`),
    ),
    ...review.gates.map(({ summary, clearedBy }) =>
      paint.yellow(`  waits: ${oneLine(`${summary} Cleared by ${clearedBy}.`)}`),
    ),
  ];
}

function stepLines(step: Step, paint: Paint): string[] {
  const signs = { create: '+', update: '~', park: '~', remove: '-' } as const;
  const paints = { create: paint.green, update: paint.yellow, park: paint.red, remove: paint.red };
  const where = step.region === null ? '' : ` ${step.region}`;
  const words = sentence(step)?.replaceAll('`', '');
  const what = words === undefined ? `${step.kind}${where}` : oneLine(words);
  const name = `${signs[step.action]} ${step.kind === 'Secret' ? 'secret ' : ''}${what}`;
  // Of a secret that is said already.
  const fields = step.differences.filter(
    ({ path }) => step.kind !== 'Secret' || step.action !== 'update' || path !== 'version',
  );
  const state = step.standing.state === 'ready' ? '' : `  ${paint.dim(standing(step))}`;
  return [
    `  ${paints[step.action](name)}${state}`,
    ...fields.flatMap((difference) =>
      fieldLines(difference, step.effects, paint).map((line) => `      ${line}`),
    ),
  ];
}

function standing({ standing: at }: Step): string {
  switch (at.state) {
    case 'ready':
    case 'settled':
      return '';
    case 'waiting':
      return `after ${at.on}`;
    case 'under way':
    case 'failed':
      return `${at.state}: ${oneLine(at.message)}`;
  }
}

function fieldLines(difference: Difference, effects: readonly Effect[], paint: Paint): string[] {
  const { path, before, after } = difference;
  if (path !== 'rules') return [field(difference, effects, paint)];
  const lines = textLines(before ?? '', after ?? '').map((line) => {
    const [start = ''] = /^.? */.exec(line) ?? [];
    return start + oneLine(line.slice(start.length));
  });
  return [`${paint.yellow('~')} rules:`, ...lines];
}

function field({ path, before, after }: Difference, effects: readonly Effect[], paint: Paint) {
  const effect = effects.find((one) => one.path === path);
  const mark = effect !== undefined && isMarked(effect.risk) ? paint.yellow('  (immediate)') : '';
  const name = oneLine(path);
  if (before === null) return `${paint.green(`+ ${name}: ${shown(after)}`)}${mark}`;
  if (after === null) return `${paint.red(`- ${name}: ${shown(before)}`)}${mark}`;
  return `${paint.yellow('~')} ${name}: ${shown(before)} → ${shown(after)}${mark}`;
}

function shown(value: string | null): string {
  return value === null || value === '' ? '""' : oneLine(shortDigest(value));
}

function commitLines({ commits }: TargetReview, paint: Paint): string[] {
  if (commits.type !== 'known' || commits.commits.length === 0) return [];
  const lines = commits.commits.map(
    ({ sha, title, author }) =>
      `    ${paint.dim(shortSha(sha))} ${oneLine(title)} ${paint.dim(oneLine(author))}`,
  );
  const more = commits.complete ? [] : ['    and older ones'];
  return [`  brings ${count(commits.commits.length, 'commit')}:`, ...lines, ...more];
}

function immediateCount(steps: readonly Step[]): string {
  const risks = steps.flatMap(({ effects }) => effects).map(({ risk }) => risk);
  const parts = [
    { number: risks.filter((risk) => risk === 'removal').length, words: 'taking something away' },
    {
      number: risks.filter((risk) => risk === 'identity').length,
      words: 'changing who may do what',
    },
    { number: risks.filter((risk) => risk === 'exposure').length, words: 'widening access' },
    { number: risks.filter((risk) => risk === 'immediate').length, words: 'acting at once' },
  ].filter(({ number }) => number > 0);
  return parts.length === 0
    ? ''
    : `, ${list(parts.map(({ number, words }) => `${number} ${words}`))}`;
}
