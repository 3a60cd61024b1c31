// Runway's notes about its own doings, kept as annotations of the service and never in its template.

import type { Hold, Marks } from '../../resources/resource.ts';

type Annotations = Readonly<Record<string, string>>;

const PREFIX = 'runway.dev/';
const KEYS = {
  intent: `${PREFIX}intent`,
  commit: `${PREFIX}commit`,
  mergeRequest: `${PREFIX}merge-request`,
  hold: `${PREFIX}hold`,
  parkedAt: `${PREFIX}parked-at`,
} as const satisfies Record<keyof Marks, string>;

/** `true` on a service that was made ahead and holds nothing but a placeholder. */
export const PARKED = `${PREFIX}parked`;

export function isMark(annotation: string): boolean {
  return annotation.startsWith(PREFIX);
}

/** What cannot be read is absent: a person may have edited it. */
export function marksOf(annotations: Annotations): Marks {
  const number = Number(annotations[KEYS.mergeRequest]);
  return {
    intent: annotations[KEYS.intent] ?? null,
    commit: annotations[KEYS.commit] ?? null,
    mergeRequest: Number.isSafeInteger(number) ? number : null,
    hold: holdOf(annotations[KEYS.hold]),
    parkedAt: annotations[KEYS.parkedAt] ?? null,
  };
}

/** The annotations with these marks set, null ones removed, and all others as they were. */
export function marked(annotations: Annotations, marks: Partial<Marks>): Record<string, string> {
  const result: Record<string, string> = { ...annotations };
  for (const [name, value] of Object.entries(marks) as [keyof Marks, Marks[keyof Marks]][]) {
    if (value === undefined) continue;
    if (value === null) delete result[KEYS[name]];
    else result[KEYS[name]] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  return result;
}

/** A hold that cannot be read still holds: letting go is for people to say. */
function holdOf(text: string | undefined): Hold | null {
  if (text === undefined) return null;
  try {
    const value = JSON.parse(text) as Partial<Record<keyof Hold, unknown>> | null;
    return {
      intent: typeof value?.intent === 'string' ? value.intent : null,
      reason: typeof value?.reason === 'string' ? value.reason : text,
    };
  } catch {
    return { intent: null, reason: text };
  }
}
