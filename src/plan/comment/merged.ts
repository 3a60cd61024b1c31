// The comment after the merge: live progress first, how it ended later.

import { code, fence, link, type Markdown, prose, reference, text, trusted } from './escape.ts';
import type { Level } from './planned.ts';
import type { Outcome, Progress } from '../outcome.ts';
import { provisionedTable } from './provisioned.ts';
import type { Review, TargetProgress } from './review.ts';
import { stillServing } from './verdict.ts';
import { count, minute, versions } from './words.ts';

const HEAD = ['| Target | Version | State | Where it is |', '|---|---|---|---|'];

interface Told {
  readonly level: Level;
  /** Undefined: the reconciler. */
  readonly program: Review['program'];
}

/** What failed or is held is always told; the last words of the runtime go first when space is short. */
export function merged(targets: readonly TargetProgress[], { level, program }: Told): Markdown[] {
  if (targets.length === 0) return [];
  const provisioned = program === 'provisioner';
  const shown = level === 'counts' ? targets.filter(needsPerson) : targets;
  const hidden = targets.length - shown.length;
  return [
    provisioned ? provisionedTable(shown) : trusted([...HEAD, ...shown.map(row)].join('\n')),
    ...(hidden > 0
      ? [
          trusted(
            `${count(hidden, 'target')} more ${hidden === 1 ? 'is' : 'are'} done or under way.`,
          ),
        ]
      : []),
    ...targets.flatMap((target) => story(target, { level, program })),
  ];
}

function needsPerson({ outcome, standstill }: TargetProgress): boolean {
  if (outcome === null) return standstill !== null;
  return outcome.type === 'failed' || outcome.type === 'held';
}

function row(target: TargetProgress): string {
  const cells = [text(target.target), text(versions(target)), stateOf(target), where(target)];
  return `| ${cells.join(' | ')} |`;
}

function stateOf({ outcome, progress, after }: TargetProgress): string {
  switch (outcome?.type) {
    case undefined:
      if (progress.length === 0 || progress.some(isProvisioning)) return 'waiting';
      return after === null ? 'removing' : 'deploying';
    case 'proven':
      return '**serving**';
    case 'failed':
      return '**failed**';
    case 'held':
      return '**on hold**';
    case 'superseded':
      return 'superseded';
    case 'parked':
      return 'parked';
    case 'removed':
      return 'removed';
  }
}

function where({ outcome, progress }: TargetProgress): string {
  if (outcome !== null && outcome.type !== 'failed') return ending(outcome);
  return byRegion(progress)
    .map(([region, lines]) => {
      const said = lines.map(progressWords).join(', ');
      return region === null ? said : `${text(region)}: ${said}`;
    })
    .join('<br>');
}

function ending(outcome: Outcome): string {
  switch (outcome.type) {
    case 'proven':
      return Object.entries(outcome.revisions)
        .map(([region, revision]) => `${text(region)}: ${text(revision)}`)
        .sort()
        .join('<br>');
    case 'superseded':
      return `see ${reference(outcome.by)}`;
    case 'parked':
      return `deleted after ${text(minute(outcome.until))} unless the file comes back`;
    case 'held':
    case 'failed':
    case 'removed':
      return '';
  }
}

const SIGNS = { waiting: '·', 'under way': '…', done: '✓', failed: '✗' } as const;

function isProvisioning({ subject }: Progress): boolean {
  return subject === 'provisioning';
}

function progressWords(line: Progress): string {
  const { subject, name, state, words } = line;
  if (isProvisioning(line)) return `${SIGNS[state]} its provisioning, see ${reference(words)}`;
  const said = words === '' || state === 'failed' ? '' : ` ${text(words)}`;
  const which = name === undefined ? '' : ` ${code(name)}`;
  return `${SIGNS[state]} ${subject}${which}${said}`;
}

function byRegion(progress: readonly Progress[]): [string | null, Progress[]][] {
  const regions = new Map<string | null, Progress[]>();
  for (const line of progress) {
    regions.set(line.region, [...(regions.get(line.region) ?? []), line]);
  }
  return [...regions];
}

function story(progress: TargetProgress, { level, program }: Told): Markdown[] {
  const { target, outcome, restore, standstill } = progress;
  if (outcome === null && standstill !== null) {
    return [trusted(`**${text(target)} is waiting:** ${prose(standstill)}`)];
  }
  if (outcome?.type === 'held') {
    return [trusted(`**${text(target)} is on hold:** ${prose(outcome.reason)}`)];
  }
  if (outcome?.type === 'proven') return next(progress.next ?? []);
  if (outcome?.type !== 'failed') return [];
  const parts = [`**${text(target)} failed:** ${prose(outcome.reason)}`];
  if (outcome.detail !== '' && level !== 'table' && level !== 'counts') {
    parts.push(fence(lastLines(outcome.detail, level === 'full' ? 30 : 5), 'text'));
  }
  if (outcome.hint !== '') parts.push(`**What to do:** ${prose(outcome.hint)}`);
  const now = [
    capital(stillServing(progress)),
    program === 'provisioner'
      ? 'Runway tries again by itself.'
      : 'The target is on hold until Git asks for something else.',
    restore === null ? null : `${link(restore)} brings the last proven file back.`,
  ].filter((sentence) => sentence !== null);
  return [trusted([...parts, now.join(' ')].join('\n\n'))];
}

function next(steps: readonly string[]): Markdown[] {
  return steps.length === 0 ? [] : [trusted(`**Next:** ${steps.map(prose).join(' ')}`)];
}

function capital(words: string | null): string | null {
  return words === null ? null : `${text(words.charAt(0).toUpperCase() + words.slice(1))}.`;
}

function lastLines(detail: string, most: number): string {
  const lines = detail.trimEnd().split('\n');
  return lines
    .slice(-most)
    .map((line) => (line.length > 400 ? `${line.slice(0, 400)}…` : line))
    .join('\n');
}
