// A merge that a forge does not make is an answer, not a failure.

import { MishapError } from './mishap.ts';

/** Not mergeable, the head has moved on, in conflict: by both forges' documentation of merging. */
export const REFUSED_MERGE: readonly number[] = [405, 409, 422];

/** Null: it was made. Else the forge's words, where it refused with one of these. */
export async function refusal(
  merge: () => Promise<unknown>,
  statuses: readonly number[],
): Promise<string | null> {
  try {
    await merge();
    return null;
  } catch (error) {
    if (!(error instanceof MishapError)) throw error;
    const { status, words } = error.mishap;
    if (status === null || !statuses.includes(status)) throw error;
    return words;
  }
}
