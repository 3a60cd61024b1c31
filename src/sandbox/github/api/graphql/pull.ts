// Pull requests as GraphQL shows them: https://docs.github.com/graphql/reference/objects#pullrequest

import { mergeState } from '../../model/merge-state.ts';
import { pullAddresses } from '../entities/addresses.ts';
import type { Pull } from '../entities/in-project.ts';
import { nodeId } from '../entities/node-id.ts';
import type { Shape } from './answer.ts';

export function pullShape(pull: Pull): Shape {
  const { project, mr } = pull;
  const { mergeable, word } = mergeState(project, mr);
  return {
    type: 'PullRequest',
    members: {
      id: nodeId('PullRequest', mr.id),
      fullDatabaseId: String(mr.id),
      number: mr.iid,
      title: mr.title,
      body: mr.description,
      isDraft: mr.draft,
      state: mr.state === 'opened' ? 'OPEN' : mr.state.toUpperCase(),
      url: pullAddresses(pull).page,
      headRefName: mr.source,
      headRefOid: mr.head,
      baseRefName: mr.target,
      mergeable: mergeable === null ? 'UNKNOWN' : mergeable ? 'MERGEABLE' : 'CONFLICTING',
      mergeStateStatus: word.toUpperCase(),
      isInMergeQueue: project.queue.some(({ iid }) => iid === mr.iid),
    },
  };
}
