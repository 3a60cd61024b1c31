// Which secrets are ours: those that carry our labels. Anything else is never touched.

import { splitTarget, type Target } from '../../resources/address.ts';
import { carriesOwnLabels } from '../../resources/own-labels.ts';
import type { At, HeldSecret } from './client/api.ts';

export function isOurs({ labels }: HeldSecret, target: Target): boolean {
  const { environment, workload } = splitTarget(target);
  return carriesOwnLabels(labels, environment, workload);
}

/** As a sentence about one begins. */
export function inWords({ project, id }: Pick<At, 'project' | 'id'>): string {
  return `The secret ${id} (${project})`;
}
