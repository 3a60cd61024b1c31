// Which secrets are ours: those that carry our labels. Anything else is never touched.

import type { HeldSecret } from './client/api.ts';

export interface Owner {
  readonly environment: string;
  readonly workload: string;
}

export function ownLabels({ environment, workload }: Owner): Readonly<Record<string, string>> {
  return {
    'managed-by': 'runway',
    'runway-environment': environment,
    'runway-workload': workload,
  };
}

export function owned({ labels }: HeldSecret, owner: Owner): boolean {
  return Object.entries(ownLabels(owner)).every(([name, value]) => labels[name] === value);
}

/** A workload's id has no `_`, so what stands before two of them is nobody else's: `checkout__API_KEY`. */
export function workloadOf(id: string): string {
  return id.split('__', 1)[0] ?? '';
}

export function secretName(id: string): string {
  return id.slice(workloadOf(id).length + 2);
}
