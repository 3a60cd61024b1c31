// Which pull requests a list shows, and in which order.

import type { MergeRequest } from '../../../forge/model/state.ts';
import type { Call } from '../call.ts';

type Test = (mr: MergeRequest) => boolean;

/** https://docs.github.com/rest/pulls/pulls#list-pull-requests */
export function listedPulls(call: Call): MergeRequest[] {
  const { input, project } = call;
  const tests = testsOf(call);
  const sort = input.text('sort') ?? 'created';
  const direction = input.text('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  const worth = (mr: MergeRequest): string | number =>
    sort === 'updated' ? mr.updatedAt : sort === 'popularity' ? mr.notes.length : mr.createdAt;
  const found = project.mergeRequests.filter((mr) => tests.every((test) => test(mr)));
  found.sort((a, b) => (worth(a) < worth(b) ? -1 : worth(a) > worth(b) ? 1 : a.iid - b.iid));
  return direction === 'asc' ? found : found.reverse();
}

function testsOf({ input, world }: Call): Test[] {
  const state = input.text('state') ?? 'open';
  const base = input.text('base') ?? '';
  const tests: Test[] = [];
  if (state !== 'all') tests.push((mr) => (mr.state === 'opened') === (state === 'open'));
  if (base !== '') tests.push(({ target }) => target === base);
  // Without an owner before the branch, GitHub does not look at it at all.
  const [, owner, branch] = /^([^:]+):(.+)$/.exec(input.text('head') ?? '') ?? [];
  if (owner === undefined) return tests;
  const owned = (mr: MergeRequest): boolean => {
    const [of = ''] = world.store.projectById(mr.sourceProject)?.path.split('/') ?? [];
    return of.toLowerCase() === owner.toLowerCase();
  };
  return [...tests, (mr) => mr.source === branch && owned(mr)];
}
