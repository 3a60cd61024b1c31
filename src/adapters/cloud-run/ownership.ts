// Which services are ours: those that carry our labels. Anything else is never touched.

import type { WireService } from './translation/wire.ts';
import { shortName } from './translation/wire.ts';

const MANAGED_BY = 'managed-by';
const WORKLOAD = 'runway-workload';
const ENVIRONMENT = 'runway-environment';
const OURS: ReadonlySet<string> = new Set([MANAGED_BY, WORKLOAD, ENVIRONMENT]);

export function ownLabels(environment: string, workload: string): Record<string, string> {
  return { [MANAGED_BY]: 'runway', [WORKLOAD]: workload, [ENVIRONMENT]: environment };
}

/** The labels that the documents speak of. */
export function otherLabels(labels: WireService['labels']): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([name]) => !OURS.has(name)));
}

/** A copy of one of ours under another name carries our labels too, and is not ours. */
export function owned(service: WireService, environment: string): boolean {
  const workload = shortName(service.name);
  return Object.entries(ownLabels(environment, workload)).every(
    ([name, value]) => service.labels?.[name] === value,
  );
}

export function isOwnLabel(name: string): boolean {
  return OURS.has(name);
}
