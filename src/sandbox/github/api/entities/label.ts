// Labels as GitHub's JSON shows them. The sandbox knows their names alone.

import { createHash } from 'node:crypto';
import { apiOf } from './addresses.ts';
import { nodeId } from './node-id.ts';
import type { InProject } from './in-project.ts';

export function labelJson({ world, project }: InProject, name: string): Record<string, unknown> {
  const digest = createHash('sha256').update(`${project.id} ${name}`).digest();
  const id = digest.readUInt32BE();
  return {
    id,
    node_id: nodeId('Label', id),
    url: `${apiOf(world, project)}/labels/${encodeURIComponent(name)}`,
    name,
    color: digest.subarray(0, 3).toString('hex'),
    default: false,
    description: null,
  };
}
