// Opens pull requests, and words why one is not opened.

import { openMergeRequest } from '../../../forge/model/merge-requests.ts';
import { tipOf } from '../../../forge/model/mergeability.ts';
import { Refusal } from '../../../forge/model/refusal.ts';
import type { MergeRequest, Project } from '../../../forge/model/state.ts';
import { countCommits } from '../../../forge/git/commits.ts';
import type { Call } from '../call.ts';
import { type FieldError, validationFailed } from '../errors.ts';
import { reader } from '../schema.ts';

export interface Sides {
  readonly source: Project;
  readonly head: string;
  readonly base: string;
}

/** https://docs.github.com/rest/pulls/pulls#create-a-pull-request */
export async function openPull(call: Call): Promise<MergeRequest> {
  const { body, project, world } = call;
  const given = reader(body);
  given.require('head', 'base');
  const title = (given.text('title') ?? '').trim();
  const [head = '', base = ''] = [given.text('head'), given.text('base')];
  const more = { draft: given.flag('draft') ?? false, description: given.text('body') ?? '' };
  given.done();
  const sides = sidesOf(call, { head, base });
  if (title === '') throw refused({ field: 'title', code: 'missing_field' });
  return world.alone(project, async () => {
    await refuseEmpty(call, sides);
    return openMergeRequest(world, call, {
      from: sides.source,
      source: sides.head,
      target: sides.base,
      title,
      ...more,
      labels: [],
      assigneeIds: [],
      reviewerIds: [],
      squash: false,
      removeSource: false,
    }).catch((error: unknown) => {
      throw error instanceof Refusal ? worded(error, sides) : error;
    });
  });
}

/** `branch`, or `owner:branch` for a fork's. */
function sidesOf({ project, world }: Call, { head, base }: Omit<Sides, 'source'>): Sides {
  const [, owner, branch] = /^([^:]+):(.+)$/.exec(head) ?? [null, null, head];
  const source =
    owner === null || owner === undefined
      ? project
      : world.store
          .projects()
          .find(
            ({ id, forkOf, path }) =>
              (id === project.id || forkOf === project.id) &&
              path.toLowerCase().startsWith(`${owner.toLowerCase()}/`),
          );
  if (source === undefined) throw refused({ field: 'head', code: 'invalid' });
  return { source, head: branch ?? head, base };
}

/** GitHub opens nothing that would bring nothing. */
async function refuseEmpty({ project, repository }: Call, sides: Sides): Promise<void> {
  const [head, base] = [tipOf(sides.source, sides.head), tipOf(project, sides.base)];
  if (head === null || base === null || sides.source !== project) return;
  if ((await countCommits(repository, `${base}..${head}`)) === 0) throw nothing(sides);
}

function worded(refusal: Refusal, sides: Sides): Error {
  const { code } = refusal;
  if (code === 'no such source branch') return refused({ field: 'head', code: 'invalid' });
  if (code === 'no such target branch') return refused({ field: 'base', code: 'invalid' });
  if (code === 'same branch' || code === 'nothing to merge') return nothing(sides);
  if (code !== 'another open') return refusal;
  const branch = `${ownerOf(sides.source)}:${sides.head}`;
  return refused({ code: 'custom', message: `A pull request already exists for ${branch}.` });
}

function nothing({ base, head }: Sides): Error {
  return refused({ code: 'custom', message: `No commits between ${base} and ${head}` });
}

function refused(error: Omit<FieldError, 'resource'>): Error {
  return validationFailed([{ resource: 'PullRequest', ...error }]);
}

const ownerOf = ({ path }: Project): string => path.split('/')[0] ?? '';
