// A merge that asks for the same once more: its plan showed what is not as Git says, and so it is taken back.

import { planEmpty } from '../../plan/state.ts';
import type { Outside } from '../outside.ts';
import type { Situation } from './look.ts';

/**
 * Whether a file of the target has changed since it was last made what Git asks for, with the same intent, while
 * something differs. Without such a change, live state that differs is drift and is left alone.
 */
export async function askedAnew(
  { program, repository }: Outside,
  situation: Situation,
): Promise<boolean> {
  const { asked, commit, intent, latest, target } = situation;
  if (program.heals || asked.type !== 'release' || latest?.outcome?.type !== 'proven') return false;
  if (latest.intent !== intent || latest.commit === commit) return false;
  if (planEmpty(program.plan(situation, []).plan)) return false;
  const paths = program.pathsOf(target);
  const [now, then] = await Promise.all(
    [commit, latest.commit].map((at) => repository.lastChange(at, paths)),
  );
  return now !== then;
}
