// One open merge request per branch of ours.

import type { MergeRequest, Proposal } from '../../ports/forge.ts';
import { listOf } from '../../ports/answer.ts';
import { refusedWith } from '../../ports/mishap.ts';
import { hasHead, mergeRequestFrom } from './answers.ts';
import type { LoadClient } from './client.ts';
import { refuseQuickActions } from './quick-actions.ts';
import { sameText } from './same-text.ts';

/** Opens the branch's merge request, or brings title and body of the open one up to date. */
export async function propose(
  client: LoadClient,
  project: string,
  proposal: Proposal,
): Promise<MergeRequest> {
  refuseQuickActions(proposal.body);
  const open = await find(client, project, proposal);
  if (open !== null) return update(client, project, { open, proposal });
  try {
    return await create(client, project, proposal);
  } catch (error) {
    // Another open merge request of this branch.
    if (!refusedWith(error, 409)) throw error;
    const other = await find(client, project, proposal);
    if (other === null) throw error;
    return update(client, project, { open: other, proposal });
  }
}

/** A fork may have a branch of the same name: its merge request is not ours. */
async function find(
  client: LoadClient,
  project: string,
  { branch, target }: Proposal,
): Promise<MergeRequest | null> {
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
}

async function create(
  client: LoadClient,
  project: string,
  { branch, target, title, body }: Proposal,
): Promise<MergeRequest> {
  const { mergeRequests } = await client();
  const answer = await mergeRequests.create(project, branch, target, title, {
    description: body,
    removeSourceBranch: true,
  });
  return mergeRequestFrom(answer);
}

async function update(
  client: LoadClient,
  project: string,
  { open, proposal }: { open: MergeRequest; proposal: Proposal },
): Promise<MergeRequest> {
  const { title, body } = proposal;
  if (sameText(open.title, title) && sameText(open.description, body)) return open;
  const { mergeRequests } = await client();
  const answer = await mergeRequests.edit(project, open.number, { title, description: body });
  return mergeRequestFrom(answer);
}
