// Labels for cost and ownership, in the letters that Google Cloud accepts.

import type { RunwayService, Workload } from '../documents/generated/documents.ts';

const LONGEST = 63;

/**
 * The manifest's metadata and, before it, the inventory's labels. The labels that say whose the service is are the
 * runtime adapter's own affair, as they are how it tells ours from what it must not touch.
 */
export function labelsOf(
  metadata: NonNullable<RunwayService['metadata']>,
  workload: Workload,
): Readonly<Record<string, string>> {
  const all = { ...metadata, ...workload.spec.labels };
  const labels = Object.entries(all)
    .map(([key, value]) => [labelText(key), labelText(value)] as const)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(labels);
}

/** Lower-case letters, digits, `-` and `_`, at most 63; anything else becomes `-`. */
function labelText(value: string): string {
  return value
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .slice(0, LONGEST);
}
