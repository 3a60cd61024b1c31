// Merge requests of branches of ours.

import { listOf } from '../forge/answer.ts';
import { refusedWith } from '../forge/mishap.ts';
import type { ProposalKeeping } from '../forge/proposing.ts';
import { hasHead, mergeRequestFrom } from './answers.ts';
import type { LoadClient } from './client.ts';

export function proposals(client: LoadClient, project: string): ProposalKeeping {
  return {
    find: async ({ branch, target }) => {
      const { mergeRequests } = await client();
      const answer = await mergeRequests.all({
        projectId: project,
        state: 'opened',
        sourceBranch: branch,
        targetBranch: target,
        perPage: 100,
      });
      const found = listOf(answer).filter(hasHead).map(mergeRequestFrom);
      return found.find((each) => each.sameProject && each.source === branch) ?? null;
    },
    create: async ({ branch, target, title, body }) => {
      const { mergeRequests } = await client();
      const more = { description: body, removeSourceBranch: true };
      return mergeRequestFrom(await mergeRequests.create(project, branch, target, title, more));
    },
    edit: async (number, { title, body }) => {
      const { mergeRequests } = await client();
      const changed = { title, description: body };
      return mergeRequestFrom(await mergeRequests.edit(project, number, changed));
    },
    taken: (error) => refusedWith(error, 409),
  };
}
