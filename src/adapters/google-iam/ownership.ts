// Which accounts are ours: an account has no labels, so its description says it.

import type { Target } from '../../resources/address.ts';

const BEGIN = 'Managed by Runway: ';

/** `madeAt`: kept for who must know whether Google may not have heard of it; null for one that was there before. */
export function descriptionOf(target: Target, madeAt: Date | null): string {
  const since = madeAt === null ? '' : `, made ${madeAt.toISOString()}`;
  return `${BEGIN}${target}${since}`;
}

interface Owner {
  readonly target: string;
  /** ISO 8601. */
  readonly madeAt: string | null;
}

/** Null for an account that is not ours. */
export function ownerIn(description: string | null | undefined): Owner | null {
  if (!description?.startsWith(BEGIN)) return null;
  const [, target = '', madeAt] =
    /^(\S+?\/[^\s,]+)(?:, made (\S+))?/.exec(description.slice(BEGIN.length)) ?? [];
  return { target, madeAt: madeAt ?? null };
}

/** As a sentence about one begins. */
export function inWords(email: string, target: Target): string {
  return `The service account ${email} of ${target}`;
}
