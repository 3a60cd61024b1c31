// One open merge request per branch of ours.

import type { MergeRequest, Proposal } from '../../ports/forge.ts';
import { sameText } from './our-notes.ts';

/** How one forge keeps its merge requests. */
export interface ProposalKeeping {
  /** The open one of the project's own branch, or null: a fork may have a branch of the same name. */
  find(proposal: Proposal): Promise<MergeRequest | null>;
  create(proposal: Proposal): Promise<MergeRequest>;
  edit(number: number, proposal: Proposal): Promise<MergeRequest>;
  /** Whether `create` was refused because there is one. */
  taken(error: unknown): boolean;
}

/** Opens the branch's merge request, or brings title and body of the open one up to date. */
export async function propose(keeping: ProposalKeeping, proposal: Proposal): Promise<MergeRequest> {
  const open = await keeping.find(proposal);
  if (open !== null) return update(keeping, open, proposal);
  try {
    return await keeping.create(proposal);
  } catch (error) {
    if (!keeping.taken(error)) throw error;
    const other = await keeping.find(proposal);
    if (other === null) throw error;
    return update(keeping, other, proposal);
  }
}

async function update(
  keeping: ProposalKeeping,
  open: MergeRequest,
  proposal: Proposal,
): Promise<MergeRequest> {
  const { title, body } = proposal;
  if (sameText(open.title, title) && sameText(open.description, body)) return open;
  return keeping.edit(open.number, proposal);
}
