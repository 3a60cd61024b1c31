// Labels for cost and ownership, in the letters that Google Cloud accepts.

import type { Diagnostic, Document } from '../documents/document.ts';
import type { RunwayService, Workload } from '../documents/generated/documents.ts';
import { byText } from '../resources/text-order.ts';

const LONGEST = 63;
/** How the runtime adapters tell ours from what they must not touch; `runway…` the schema keeps free. */
const OWN = 'managed-by';

/**
 * The manifest's metadata and, before it, the inventory's labels. The labels that say that a service is ours are
 * not among them: the runtime adapter writes and reads those itself.
 */
export function labelsOf(
  metadata: NonNullable<RunwayService['metadata']>,
  workload: Workload,
): Readonly<Record<string, string>> {
  const all = { ...metadata, ...workload.spec.labels };
  const labels = Object.entries(all)
    .map(([key, value]) => [labelText(key), labelText(value)] as const)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => byText(a, b));
  return Object.fromEntries(labels);
}

/** Lower-case letters, digits, `-` and `_`, at most 63; anything else becomes `-`. */
function labelText(value: string): string {
  return value
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .slice(0, LONGEST);
}

/** A label that would take the place of Runway's own. */
export function labelErrors({ value, locate }: Document<Workload>): readonly Diagnostic[] {
  if (!Object.hasOwn(value.spec.labels ?? {}, OWN)) return [];
  return [
    {
      severity: 'error',
      summary: `The label \`${OWN}\` is Runway's own: it says which services Runway may change.`,
      hint: 'Take it out, or give it another name.',
      at: locate(`/spec/labels/${OWN}`),
    },
  ];
}
