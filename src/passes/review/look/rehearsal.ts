// What registry and runtime would refuse, found out before anybody merges.

import { rehearse } from '../../../engine/observe.ts';
import type { Gate } from '../../../plan/comment/review.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Target } from '../../../resources/address.ts';
import { read } from '../../converge/look.ts';
import { turnMs } from '../../worker/turn-to-write.ts';
import { lookAgainMs } from '../../look-again.ts';
import type { Outside } from '../../outside.ts';

export interface Rehearsal {
  readonly gates: readonly Gate[];
  readonly notices: readonly string[];
  /** In how many milliseconds it can be rehearsed, where it could not be now; else null. */
  readonly againMs: number | null;
}

/** Changes nothing. That it could not be rehearsed is told and stops nobody. */
export async function rehearsal(
  outside: Pick<Outside, 'desired' | 'program' | 'providers'>,
  { tree, target }: { readonly tree: string; readonly target: Target },
  signal: AbortSignal,
): Promise<Rehearsal> {
  const asked = await read(outside, tree, target);
  if (asked.type !== 'release' || asked.compiled.scope === null) return NOT_REHEARSED;
  const look = { scope: asked.compiled.scope, wanted: asked.compiled.resources };
  try {
    const words = await rehearse(outside.providers, look, signal);
    return { gates: words.map(gateFor), notices: [], againMs: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const turn = turnMs(error);
    const notice =
      turn === null
        ? `It could not be rehearsed: ${error.message}`
        : 'It is still to be rehearsed.';
    return { gates: [], notices: [notice], againMs: turn ?? lookAgainMs([error]) };
  }
}

export const NOT_REHEARSED: Rehearsal = { gates: [], notices: [], againMs: null };

function gateFor(words: string): Gate {
  return {
    summary: `It would be refused: ${words}`,
    clearedBy: 'a change of the manifest or of `overrides`, or of what the message names',
  };
}
