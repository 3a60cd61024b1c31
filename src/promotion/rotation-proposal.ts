// The merge request that brings newer versions of secrets to a target.

import type { Pins } from '../documents/pins.ts';
import { code, text, trusted } from '../plan/comment/escape.ts';
import type { Markdown } from '../plan/comment/escape.ts';
import { count } from '../plan/comment/words.ts';
import { splitTarget, type Target } from '../resources/address.ts';
import { rotationMarker } from './rotation.ts';

export interface RotationStory {
  readonly target: Target;
  /** What is pinned now; a secret that is not is new. */
  readonly before: Pins;
  readonly after: Pins;
  readonly merged: 'manual' | 'onApproval' | 'auto';
}

export function rotationTitle({ target, after }: RotationStory): string {
  const { environment, workload } = splitTarget(target);
  const names = Object.keys(after);
  const [only = ''] = names;
  const what = names.length === 1 ? only : count(names.length, 'secret');
  return `Rotate ${what} of ${workload} in ${environment}`;
}

export function rotationBody(story: RotationStory): string {
  const { target, before, after } = story;
  const lines = Object.entries(after).map(([name, version]) => {
    const from = before[name];
    const change = from === undefined ? `new, version ${version}` : `version ${from} → ${version}`;
    return trusted(`- ${code(name)}: ${text(change)}`);
  });
  const parts: readonly Markdown[] = [
    trusted(rotationMarker(after)),
    trusted(`Vault holds something newer than what ${text(target)} pins:`),
    trusted(lines.join('\n')),
    trusted(
      'Merging copies the new versions and starts a new revision with them; the release stays as it is. ' +
        'Revisions that run now keep the versions that they were started with.',
    ),
    trusted(WHO[story.merged]),
    trusted(
      '**To decline,** close this without merging: these versions are then not offered again. ' +
        'A newer version updates it. Reopening takes a decline back.',
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

const WHO: Readonly<Record<RotationStory['merged'], string>> = {
  manual: 'A person merges it.',
  onApproval: 'Runway merges it once somebody who may push has approved it and its plan is clear.',
  auto: 'Runway merges it by itself once its plan is clear.',
};
