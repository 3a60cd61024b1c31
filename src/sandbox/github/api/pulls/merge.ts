// Merges pull requests, and words why one is not merged.

import { acceptMerge, type MergeOutcome } from '../../../forge/model/accept-merge.ts';
import { mayMerge, protection } from '../../../forge/model/access.ts';
import type { Obstacle } from '../../../forge/model/mergeability.ts';
import type { MergeRequest, Project } from '../../../forge/model/state.ts';
import { contextsOf } from '../../../forge/model/contexts.ts';
import { mergeState } from '../../model/merge-state.ts';
import type { Api, Call } from '../call.ts';
import { forbidden, notFound, refuse } from '../errors.ts';
import { reader } from '../schema.ts';
import { thePull } from './the-pull.ts';

export function mergeRoutes(api: Api): void {
  api.repo('GET', '/pulls/:number/merge', 'pull_requests', (call) => {
    if (thePull(call).state !== 'merged') throw notFound();
    void call.reply.code(204);
  });
  api.repo('PUT', '/pulls/:number/merge', 'contents', merge);
}

/** https://docs.github.com/rest/pulls/pulls#merge-a-pull-request */
async function merge(call: Call): Promise<unknown> {
  const { body, project, user, world } = call;
  const mr = thePull(call);
  if (!mayMerge(project, user, mr.target)) throw forbidden();
  const given = reader(body);
  const method = given.word('merge_method', ['merge', 'squash', 'rebase']) ?? 'merge';
  const sha = given.text('sha');
  const message = messageOf(given.text('commit_title'), given.text('commit_message'));
  given.done();
  const outcome = await acceptMerge(
    world,
    { project, mr, user },
    {
      method,
      ...(sha === undefined ? {} : { sha }),
      ...(message === undefined ? {} : { message, squashMessage: message }),
    },
  );
  if (outcome.kind !== 'merged') throw refused(project, mr, outcome);
  const { commit } = mergeState(project, mr);
  return { sha: commit, merged: true, message: 'Pull Request successfully merged' };
}

function messageOf(title: string | undefined, text: string | undefined): string | undefined {
  if (title === undefined && text === undefined) return undefined;
  return [title ?? '', text ?? ''].filter((part) => part !== '').join('\n\n');
}

function refused(
  project: Project,
  mr: MergeRequest,
  outcome: Exclude<MergeOutcome, { readonly kind: 'merged' }>,
): Error {
  if (outcome.kind === 'moved')
    return refuse(409, 'Head branch was modified. Review and try the merge again.');
  if (outcome.kind === 'cannot') return refuse(405, words(project, mr, outcome.why));
  return refuse(405, mr.draft ? 'Pull Request is still a draft' : 'Pull Request is not mergeable');
}

function words(project: Project, mr: MergeRequest, why: Obstacle): string {
  if (why === 'unknown') return 'Base branch was modified. Review and try the merge again.';
  if (why === 'queue')
    return 'Repository rule violations found\n\nChanges must be made through the merge queue\n\n';
  if (why !== 'checks') return 'Pull Request is not mergeable';
  const contexts = contextsOf(project, mr.head);
  const missing = (protection(project, mr.target)?.checks ?? []).find(
    (name) => contexts.get(name) !== 'success',
  );
  const state = contexts.get(missing ?? '') ?? 'expected';
  return `Required status check "${missing}" is ${state === 'failure' ? 'failing' : state}.`;
}
