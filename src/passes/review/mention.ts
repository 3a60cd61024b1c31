// The one new note that calls people when a target needs them: a rewritten comment notifies nobody.

import { renderNote } from '../../plan/comment/note.ts';
import type { MergeRequest } from '../../ports/forge.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { Outside } from '../outside.ts';
import { ownersOf } from '../owners.ts';
import { linkTo } from './link-to.ts';

/** Once for each intent that failed or was held, however often it is looked at, also when the ledger was lost. */
export async function mention(
  outside: Outside,
  { number, author }: MergeRequest,
  { convergence, restore }: { convergence: Convergence; restore: MergeRequest | null },
): Promise<void> {
  const { outcome, target, commit, release, intent } = convergence;
  if (outcome?.type !== 'failed' && outcome?.type !== 'held') return;
  const self = await outside.forge.self();
  const note = renderNote({
    program: outside.program.name,
    type: outcome.type,
    target,
    version: release?.version ?? null,
    reason: outcome.reason,
    hint: outcome.type === 'failed' ? outcome.hint : '',
    restore: linkTo(outside, restore),
    owners: [
      ...new Set([
        ...(author === self ? [] : [`@${author}`]),
        ...(await ownersOf(outside, commit, target)),
      ]),
    ],
  });
  const whose = outside.program.ships ? '' : `${outside.program.name}:`;
  await outside.forge.notify(number, `${whose}${outcome.type}:${target}:${intent}`, note);
}
