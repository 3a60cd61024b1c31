// All that a release on a branch is judged by.

import { deploymentPath } from '../../../documents/target-documents.ts';
import { splitTarget, targetOf, type Target } from '../../../resources/address.ts';
import type { Outside } from '../../outside.ts';
import type { Proposed } from '../proposed.ts';
import type { Draft, OwnCommit } from './complete.ts';
import { type ReleaseBlock, releaseBlock } from './release-block.ts';
import { COMPLETED_TRAILER } from './trailer.ts';

/** Null when the target's file is not there or cannot stand. */
export async function draftOf(
  outside: Outside,
  proposed: Proposed,
  target: Target,
): Promise<Draft | null> {
  const { workload, deployment } = await outside.desired.target(proposed.tree, target);
  if (workload === null || deployment === null) return null;
  const { workload: name } = splitTarget(target);
  const others = workload.value.spec.environments.map((environment) => targetOf(environment, name));
  return {
    target,
    workload,
    deployment,
    base: await blockAt(outside, proposed.base, target),
    basePins: (await outside.desired.target(proposed.base, target)).deployment?.value.secrets ?? {},
    completed: await ownBlocks(outside, proposed, target),
    elsewhere: await blocksAt(
      outside,
      proposed.base,
      others.filter((other) => other !== target),
    ),
  };
}

async function blockAt(
  outside: Outside,
  treeish: string,
  target: Target,
): Promise<ReleaseBlock | null> {
  const { deployment } = await outside.desired.target(treeish, target);
  return deployment === null ? null : releaseBlock(deployment.value);
}

async function blocksAt(
  outside: Outside,
  treeish: string,
  targets: readonly Target[],
): Promise<readonly ReleaseBlock[]> {
  const blocks = await Promise.all(targets.map((target) => blockAt(outside, treeish, target)));
  return blocks.filter((block) => block !== null);
}

/**
 * What our own commits on the branch wrote into the target's file. An author's address can be forged; all that
 * this gains is that a value counts as ours and is completed anew.
 */
async function ownBlocks(
  outside: Outside,
  { base, head }: Proposed,
  target: Target,
): Promise<readonly OwnCommit[]> {
  const log = await outside.repository.log(base, head);
  const own = log.filter(({ authorEmail }) => authorEmail === outside.settings.email);
  const path = deploymentPath(target);
  const commits: OwnCommit[] = [];
  for (const { sha, message } of own) {
    const file = await outside.desired.file(sha, path);
    if (file?.kind === 'Deployment' && file.document !== null) {
      const completes = message.split('\n').includes(`${COMPLETED_TRAILER}: ${target}`);
      const { value } = file.document;
      commits.push({ sha, completes, block: releaseBlock(value), pins: value.secrets ?? {} });
    }
  }
  return commits;
}
