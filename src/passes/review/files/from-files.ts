// What a merge request from another project would do, as far as the files alone tell: no credential is used for it.

import type { Condition } from '../../../plan/comment/review.ts';
import type { MergeRequest } from '../../../ports/forge.ts';
import { documentsOnly } from '../../offline/documents-only.ts';
import { toComplete, withWords } from '../../offline/to-complete.ts';
import type { Outside } from '../../outside.ts';
import { lookAtTargets } from '../look/look-at-targets.ts';
import type { Proposed } from '../proposed.ts';

/**
 * Whether it may be planned with the bot's own rights: its branch is in this project, or somebody who may push here has
 * approved exactly this head. What is pushed afterwards has to be approved again.
 */
export async function isTrusted(
  { forge }: Pick<Outside, 'forge'>,
  { number, sameProject, head }: MergeRequest,
): Promise<boolean> {
  if (sameProject) return true;
  const approvals = await forge.approvals(number);
  return approvals.some(({ member, commit }) => member && commit === head);
}

const NOT_COMPLETE =
  'Its release is not complete; digest, commit and manifest are looked up once this commit is approved.';

/** Compared with what the default branch's files ask for, as if that were what runs. */
export async function planFromFiles(
  { desired, program }: Pick<Outside, 'desired' | 'program'>,
  proposed: Proposed,
  signal: AbortSignal,
): Promise<Condition> {
  const { base, targets, mergeRequest } = proposed;
  const assumed = await documentsOnly({ desired, program }, base, targets);
  const reading = { desired, program, providers: [assumed] };
  const incomplete = program.ships ? await toComplete({ desired }, proposed) : [];
  const looked = withWords(
    await lookAtTargets(reading, proposed, signal),
    incomplete,
    NOT_COMPLETE,
  );
  const planned = new Set(looked.targets.map(({ target }) => target));
  return {
    state: 'planned',
    draft: mergeRequest.draft,
    filesOnly: true,
    targets: looked.targets,
    unchanged: looked.unchanged,
    unseen: incomplete
      .filter(({ target }) => !planned.has(target))
      .map(({ target }) => ({ target, reason: NOT_COMPLETE })),
  };
}
