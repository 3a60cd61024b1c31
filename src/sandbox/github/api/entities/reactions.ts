// Reactions as GitHub's JSON shows them, one by one and counted.

import type { Award } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';
import { nodeId } from './node-id.ts';
import { userById } from './people.ts';
import { githubTime } from './time.ts';

export const reactionContents = [
  '+1',
  '-1',
  'laugh',
  'hooray',
  'confused',
  'heart',
  'rocket',
  'eyes',
] as const;

export function reactionJson(world: World, award: Award): Record<string, unknown> {
  return {
    id: award.id,
    node_id: nodeId('Reaction', award.id),
    user: userById(world, award.userId),
    content: award.name,
    created_at: githubTime(award.createdAt),
  };
}

/** How many of each there are. */
export function reactionRollup(of: string, awards: readonly Award[]): Record<string, unknown> {
  const counts = reactionContents.map((content): [string, number] => [
    content,
    awards.filter(({ name }) => name === content).length,
  ]);
  return { url: `${of}/reactions`, total_count: awards.length, ...Object.fromEntries(counts) };
}
