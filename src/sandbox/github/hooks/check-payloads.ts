// What webhooks say about checks, and about commits that a merge queue wants checked.

import { readCommit } from '../../forge/git/commits.ts';
import type { CheckRunChange, ForgeEvent } from '../../forge/model/event.ts';
import { checkRunBrief } from '../api/entities/check-run.ts';
import { checkSuiteBrief, checkSuiteWithCommit } from '../api/entities/check-suite.ts';
import { simpleCommit } from '../api/entities/commit.ts';
import { suiteWith } from '../model/check-runs.ts';
import { beside, type Scene, type Told } from './told.ts';

type Of<Kind extends ForgeEvent['kind']> = Extract<ForgeEvent, { readonly kind: Kind }>;

const runActions: Readonly<Record<CheckRunChange['what'], string>> = {
  created: 'created',
  completed: 'completed',
  rerequested: 'rerequested',
  'action requested': 'requested_action',
};

export function checkRunPayload(scene: Scene, { run, change }: Of<'check run'>): Told {
  const { project } = scene;
  const asked =
    change.what === 'action requested'
      ? { requested_action: { identifier: change.identifier } }
      : {};
  return {
    event: 'check_run',
    payload: {
      action: runActions[change.what],
      check_run: {
        ...checkRunBrief(scene, run),
        check_suite: checkSuiteBrief(scene, suiteWith(project, run)),
      },
      ...asked,
      ...beside(scene),
    },
  };
}

export async function checkSuitePayload(
  scene: Scene,
  { suite, what }: Of<'check suite'>,
): Promise<Told> {
  const check_suite = await checkSuiteWithCommit(scene, suite);
  return { event: 'check_suite', payload: { action: what, check_suite, ...beside(scene) } };
}

/** Null for an entry that never had a branch: nobody was asked to check it. */
export async function mergeGroupPayload(
  scene: Scene,
  { entry, change }: Of<'merge group'>,
): Promise<Told | null> {
  const { world, project } = scene;
  const { base, branch, head, target } = entry;
  if (base === null || branch === null || head === null) return null;
  const commit = await readCommit(world.store.repository(project), head);
  const said =
    change.what === 'destroyed'
      ? { action: 'destroyed', reason: change.reason }
      : { action: 'checks_requested' };
  return {
    event: 'merge_group',
    payload: {
      ...said,
      merge_group: {
        head_sha: head,
        head_ref: `refs/heads/${branch}`,
        base_sha: base,
        base_ref: `refs/heads/${target}`,
        head_commit: await simpleCommit(world, project, commit),
      },
      ...beside(scene),
    },
  };
}
