// One past release in words: when, what, from which merge request, how long, and how it ended.

import type { Outcome } from '../../plan/outcome.ts';
import type { Convergence } from '../../ports/ledger.ts';

export type Ending =
  'served' | 'provisioned' | 'failed' | 'held' | 'superseded' | 'parked' | 'removed' | 'under way';

export interface ReleaseLine {
  /** `2026-11-25 09:41 UTC` */
  readonly when: string;
  /** `-` where the target's file was removed. */
  readonly version: string;
  /** The first twelve digits. */
  readonly digest: string;
  readonly commit: string;
  readonly mergeRequest: string;
  readonly took: string;
  readonly ending: Ending;
  /** One line; empty where there is nothing to say. */
  readonly reason: string;
}

/** `referenceTo` says a merge request's number as the forge writes it. */
export function releaseLine(
  found: Convergence,
  referenceTo: (number: number) => string,
): ReleaseLine {
  const { release, commit, mergeRequest, startedAt, endedAt, outcome } = found;
  return {
    when: `${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    version: release?.version ?? '-',
    digest: release === null ? '-' : release.digest.replace(/^sha256:/, '').slice(0, 12),
    commit: (release?.commit ?? commit).slice(0, 8),
    mergeRequest: mergeRequest === null ? '-' : referenceTo(mergeRequest),
    took: endedAt === null ? '-' : duration(Date.parse(endedAt) - Date.parse(startedAt)),
    ending: endingOf(found),
    reason: reasonOf(outcome),
  };
}

/** What came about without a release is what the provisioner made. */
function endingOf({ outcome, release }: Convergence): Ending {
  if (outcome === null) return 'under way';
  if (outcome.type !== 'proven') return outcome.type;
  return release === null ? 'provisioned' : 'served';
}

function reasonOf(outcome: Outcome | null): string {
  if (outcome === null) return '';
  switch (outcome.type) {
    case 'failed':
    case 'held':
      return outcome.reason.split('\n')[0] ?? '';
    case 'superseded':
      return `by ${outcome.by}`;
    case 'parked':
      return `until ${outcome.until.slice(0, 16).replace('T', ' ')} UTC`;
    case 'proven':
    case 'removed':
      return '';
  }
}

/** `0.4 s`, `41 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
