// Pull requests: listing, opening, reading and editing.

import { levels } from '../../../forge/model/access.ts';
import { changeState, editMergeRequest, type Edits } from '../../../forge/model/merge-requests.ts';
import { tipOf } from '../../../forge/model/mergeability.ts';
import { Refusal } from '../../../forge/model/refusal.ts';
import type { MergeRequest } from '../../../forge/model/state.ts';
import type { Api, Call } from '../call.ts';
import { pullBrief, pullFull } from '../entities/pull.ts';
import { forbidden, validationFailed } from '../errors.ts';
import { paged } from '../paging.ts';
import { reader } from '../schema.ts';
import { listedPulls } from './filter.ts';
import { openPull } from './open.ts';
import { testSoon, thePull } from './the-pull.ts';

export function pullRoutes(api: Api): void {
  api.repo('GET', '/pulls', 'pull_requests', (call) =>
    paged(call, listedPulls(call)).map((mr) => pullBrief({ ...call, mr })),
  );
  api.repo('POST', '/pulls', 'pull_requests', async (call) => {
    const mr = await openPull(call);
    void call.reply.code(201);
    return shown(call, mr);
  });
  api.repo('GET', '/pulls/:number', 'pull_requests', (call) => shown(call, thePull(call)));
  api.repo('PATCH', '/pulls/:number', 'pull_requests', edit);
}

/** As it is now; what is not known yet is looked for once this is answered. */
async function shown(call: Call, mr: MergeRequest): Promise<unknown> {
  const answer = await pullFull({ ...call, mr });
  testSoon(call, mr);
  return answer;
}

/** https://docs.github.com/rest/pulls/pulls#update-a-pull-request */
async function edit(call: Call): Promise<unknown> {
  const { body, project, user, world } = call;
  const mr = thePull(call);
  if (call.level < levels.developer && mr.authorId !== user.id) throw forbidden();
  const given = reader(body);
  const edits: Edits = {};
  const title = given.text('title')?.trim();
  const text = body['body'] === null ? '' : given.text('body');
  const base = given.text('base');
  const state = given.word('state', ['open', 'closed']);
  given.done();
  if (title === '') throw refused({ field: 'title', code: 'missing_field' });
  if (base !== undefined && tipOf(project, base) === null)
    throw refused({ field: 'base', code: 'invalid' });
  if (title !== undefined) edits.title = title;
  if (text !== undefined) edits.description = text;
  if (base !== undefined) edits.target = base;
  await world.alone(project, async () => {
    await editMergeRequest(world, { project, mr, user }, edits);
    if (state === 'open') await reopen(call, mr);
    if (state === 'closed') await changeState(world, { project, mr, user }, 'close');
  });
  return shown(call, mr);
}

async function reopen({ project, user, world }: Call, mr: MergeRequest): Promise<void> {
  const never = 'state cannot be changed.';
  if (mr.state === 'merged')
    throw refused({ code: 'custom', message: `${never} The pull request cannot be reopened.` });
  await changeState(world, { project, mr, user }, 'reopen').catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    const why =
      error.code === 'another open'
        ? 'There is already an open pull request for the same branch.'
        : `The ${mr.source} branch has been deleted.`;
    throw refused({ code: 'custom', message: `${never} ${why}` });
  });
}

function refused(error: Readonly<Record<string, string>> & { readonly code: string }): Error {
  return validationFailed([{ resource: 'PullRequest', ...error }]);
}
