// How far provisioning is, in a row for each target: what is done is counted, what is going on has a name.

import type { Progress } from '../outcome.ts';
import { code, type Markdown, reference, text, trusted } from './escape.ts';
import type { TargetProgress } from './review.ts';
import { list } from './words.ts';

/** Nothing of it has a version, or serves. */
export function provisionedTable(targets: readonly TargetProgress[]): Markdown {
  const rows = targets.map((target) => {
    return `| ${text(target.target)} | ${stateOf(target)} | ${whatOf(target)} |`;
  });
  return trusted(['| Target | State | What |', '|---|---|---|', ...rows].join('\n'));
}

function stateOf({ outcome, progress, leaving }: TargetProgress): string {
  switch (outcome?.type) {
    case undefined:
      if (progress.length === 0) return 'waiting';
      return leaving === true ? 'removing' : 'under way';
    case 'proven':
      return '**in place**';
    case 'failed':
      return '**failed**';
    case 'held':
      return '**on hold**';
    case 'superseded':
    case 'parked':
    case 'removed':
      return outcome.type;
  }
}

function whatOf({ outcome, progress }: TargetProgress): string {
  switch (outcome?.type) {
    case undefined:
    case 'failed':
      return soFar(progress);
    case 'proven':
      return text(counted(progress));
    case 'superseded':
      return `see ${reference(outcome.by)}`;
    case 'held':
    case 'parked':
    case 'removed':
      return '';
  }
}

/** `✓ 5 done, … trust, … Vault role x, · 3 waiting`. */
function soFar(progress: readonly Progress[]): string {
  const number = (wanted: Progress['state'], words: string): string[] => {
    const found = progress.filter(({ state }) => state === wanted).length;
    return found === 0 ? [] : [words.replace('#', String(found))];
  };
  return [
    ...number('done', '✓ # done'),
    ...progress
      .filter(({ state }) => state === 'failed')
      .map((line) => `✗ ${nameOf(line)}${placed(line.region === null ? [] : [line.region])}`),
    ...alike(progress.filter(({ state }) => state === 'under way')),
    ...number('waiting', '· # waiting'),
  ].join(', ');
}

/** What is the same in several regions is told once. */
function alike(lines: readonly Progress[]): readonly string[] {
  const regions = new Map<string, string[]>();
  for (const line of lines) {
    const words = line.words === '' ? '' : ` ${text(line.words)}`;
    const told = `… ${nameOf(line)}‹›${words}`;
    const found = regions.get(told) ?? [];
    regions.set(told, line.region === null ? found : [...found, line.region]);
  }
  return [...regions].map(([told, where]) => told.replace('‹›', () => placed(where)));
}

function placed(regions: readonly string[]): string {
  return regions.length === 0 ? '' : ` in ${text(list([...regions].sort()))}`;
}

function nameOf({ subject, name }: Progress): string {
  return `${subject}${name === undefined ? '' : ` ${code(name)}`}`;
}

const NOUNS: Readonly<Partial<Record<Progress['subject'], readonly [one: string, many: string]>>> =
  {
    'Vault policy': ['Vault policy', 'Vault policies'],
    'image repository': ['image repository', 'image repositories'],
    // It is parked only until something is deployed to it.
    'parked service': ['service', 'services'],
  };

/** `2 accounts, 1 trust and 1 image repository`. */
function counted(progress: readonly Progress[]): string {
  const numbers = new Map<Progress['subject'], number>();
  for (const { subject } of progress) numbers.set(subject, (numbers.get(subject) ?? 0) + 1);
  return list(
    [...numbers].map(([subject, number]) => {
      const [one, many] = NOUNS[subject] ?? [subject, `${subject}s`];
      return `${number} ${number === 1 ? one : many}`;
    }),
  );
}
