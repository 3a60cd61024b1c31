// Takes copies out of use: first they cannot be read, which can be taken back, then they are gone.

import type { Difference } from '../../plan/plan.ts';
import { copyIn } from '../../plan/retention.ts';
import type { Clock } from '../../ports/clock.ts';
import type { At, SecretsApi } from './client/api.ts';
import { annotated, notesIn } from './copies.ts';

export interface Retiring {
  readonly number: number;
  readonly to: 'disabled' | 'destroyed';
}

/** What a difference asks of a copy; null where it is about something else. */
export function retiring(difference: Difference): Retiring | null {
  const number = copyIn(difference);
  if (number === null) return null;
  return {
    number: Number(number),
    to: difference.after === 'destroyed' ? 'destroyed' : 'disabled',
  };
}

/**
 * The time is noted before a copy is disabled, so that whoever comes after a crash knows since when. Only what Runway
 * has copied itself, and destroys only what is disabled.
 */
export async function retireCopies(
  { api, clock }: { readonly api: SecretsApi; readonly clock: Pick<Clock, 'now'> },
  at: At,
  copies: readonly Retiring[],
): Promise<void> {
  const secret = await api.secret(at);
  if (secret === null) return;
  const notes = notesIn(secret.annotations);
  const ours = copies.filter(({ number }) => notes.copies.some((copy) => copy.number === number));
  const idle = ours.filter(({ to }) => to === 'disabled').map(({ number }) => number);
  if (idle.length > 0) {
    const now = clock.now().toISOString();
    const noted = notes.copies.map((copy) =>
      idle.includes(copy.number) ? { ...copy, disabledAt: now } : copy,
    );
    const annotations = annotated(secret.annotations, { ...notes, copies: noted });
    await api.annotate(at, { annotations, etag: secret.etag });
  }
  for (const version of await api.versions(at)) {
    const wish = ours.find(({ number }) => number === version.number);
    if (wish === undefined || version.state === 'destroyed') continue;
    const may = wish.to === 'disabled' ? version.state === 'enabled' : version.state === 'disabled';
    if (may) await api.change(at, version, wish.to);
  }
}
