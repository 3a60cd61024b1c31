// Field by field, folded away: what differs for one target.

import { stepName } from '../name.ts';
import type { Difference, Step } from '../plan.ts';
import { fence, type Markdown, oneLine, trusted } from './escape.ts';
import { textLines } from './text-lines.ts';
import { isMarked, list, shortDigest } from './words.ts';

const LONGEST_VALUE = 160;

/** One block for all regions that change alike; null when there is no field to show. */
export function changes(steps: readonly Step[]): Markdown | null {
  if (fieldCount(steps) === 0 && steps.every(({ action }) => action === 'remove')) return null;
  const blocks = new Map<string, { readonly step: Step; readonly regions: string[] }>();
  for (const step of steps) {
    const key = [step.kind, stepName(step), step.action, revisionOf(step), ...linesOf(step)].join(
      '\n',
    );
    const block = blocks.get(key) ?? { step, regions: [] };
    if (step.region !== null) block.regions.push(step.region);
    blocks.set(key, block);
  }
  const parts = [...blocks.values()].map(({ step, regions }) =>
    [heading(step, regions), ...linesOf(step)].join('\n'),
  );
  return parts.length === 0 ? null : fence(parts.join('\n'), 'diff');
}

export function manifestChanges(differences: readonly Difference[]): Markdown | null {
  if (differences.length === 0) return null;
  return fence(differences.map((difference) => line(difference, '')).join('\n'), 'diff');
}

/** How many fields differ, regions that change alike counted once. */
export function fieldCount(steps: readonly Step[]): number {
  const lines = steps.flatMap((step) =>
    linesOf(step).map((field) => `${step.kind} ${stepName(step) ?? ''} ${field}`),
  );
  return new Set(lines).size;
}

/** A folded section; nothing when there is nothing to fold. */
export function folded(summary: string, body: Markdown | null): Markdown | null {
  if (body === null) return null;
  return trusted(`<details><summary>${summary}</summary>\n\n${body}\n\n</details>`);
}

function heading(step: Step, regions: readonly string[]): string {
  const { kind, action } = step;
  const name = stepName(step);
  const which = name === null ? '' : ` ${oneLine(name)}`;
  const where = regions.length === 0 ? '' : ` in ${list([...regions].sort())}`;
  return `@@ ${kind}${which}${where}: ${action}${revisionOf(step)} @@`;
}

function revisionOf({ kind, action, revision, standing }: Step): string {
  if (revision === null || action === 'park') return '';
  if (kind === 'Traffic') return `, to ${oneLine(revision)}`;
  const there = standing.state === 'settled' ? 'ready revision' : 'revision';
  return `, ${there} ${oneLine(revision)}`;
}

function linesOf(step: Step): string[] {
  return step.differences.map((difference) => {
    const effect = step.effects.find(({ path }) => path === difference.path || path === '');
    const atOnce = effect !== undefined && isMarked(effect.risk);
    return line(difference, atOnce && step.action !== 'create' ? '  (immediate)' : '');
  });
}

function line({ path, before, after }: Difference, mark: string): string {
  const field = oneLine(path);
  if (path === 'rules') {
    const sign = before === null ? '+' : '!';
    return [
      `${sign} ${field}:${mark}`,
      ...textLines(before ?? '', after ?? '').map(shortened),
    ].join('\n');
  }
  if (before === null) return `+ ${field}: ${shown(after)}${mark}`;
  if (after === null) return `- ${field}: ${shown(before)}${mark}`;
  const [old, wanted] = withoutSharedName(before, after);
  return `! ${field}: ${shown(old)} → ${shown(wanted)}${mark}`;
}

/** Of two images in one repository only the digests differ. */
function withoutSharedName(before: string, after: string): [string, string] {
  const name = /^[^@]+@(?=sha256:)/.exec(before)?.[0];
  if (name === undefined || !after.startsWith(name)) return [before, after];
  return [before.slice(name.length), after.slice(name.length)];
}

function shown(value: string | null): string {
  if (value === null || value === '') return '""';
  return shortened(oneLine(shortDigest(value)));
}

function shortened(words: string): string {
  return words.length > LONGEST_VALUE ? `${words.slice(0, LONGEST_VALUE)}…` : words;
}
