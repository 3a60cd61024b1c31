// Which merge requests a list shows, and in which order.

import { badParameter } from '../refusal.ts';
import type { MergeRequest } from '../../../forge/model/state.ts';
import type { Call } from '../call.ts';

type Test = (mr: MergeRequest) => boolean;

export function listedMergeRequests(call: Call): MergeRequest[] {
  const tests = testsOf(call);
  const by =
    call.input.oneOf('order_by', ['created_at', 'updated_at', 'title', 'merged_at'] as const) ??
    'created_at';
  const direction = call.input.oneOf('sort', ['asc', 'desc'] as const) ?? 'desc';
  const worth = (mr: MergeRequest): string =>
    ({
      created_at: mr.createdAt,
      updated_at: mr.updatedAt,
      title: mr.title,
      merged_at: mr.merged?.at ?? '',
    })[by];
  const found = call.project.mergeRequests.filter((mr) => tests.every((test) => test(mr)));
  found.sort((a, b) => (worth(a) < worth(b) ? -1 : worth(a) > worth(b) ? 1 : a.iid - b.iid));
  return direction === 'asc' ? found : found.reverse();
}

function testsOf(call: Call): Test[] {
  const { input, world } = call;
  const tests: Test[] = [];
  const state =
    input.oneOf('state', ['opened', 'closed', 'merged', 'locked', 'all'] as const) ?? 'all';
  if (state !== 'all') tests.push((mr) => mr.state === state);
  const exact = (name: string, value: (mr: MergeRequest) => string): void => {
    const wanted = input.text(name);
    if (wanted !== undefined) tests.push((mr) => value(mr) === wanted);
  };
  exact('source_branch', ({ source }) => source);
  exact('target_branch', ({ target }) => target);
  exact('author_id', ({ authorId }) => String(authorId));
  exact('author_username', ({ authorId }) => world.store.user(authorId).username);
  const iids = input.list('iids');
  if (iids !== undefined) tests.push(({ iid }) => iids.includes(String(iid)));
  const labels = input.list('labels');
  if (labels !== undefined) tests.push((mr) => labels.every((label) => mr.labels.includes(label)));
  const search = input.text('search')?.toLowerCase();
  if (search !== undefined)
    tests.push((mr) => `${mr.title} ${mr.description}`.toLowerCase().includes(search));
  const wip = input.text('wip') ?? input.text('draft');
  if (wip !== undefined) tests.push((mr) => mr.draft === (wip === 'yes' || wip === 'true'));
  return [...tests, ...times(call)];
}

function times({ input }: Call): Test[] {
  const fields = [
    ['created', ({ createdAt }: MergeRequest) => createdAt],
    ['updated', ({ updatedAt }: MergeRequest) => updatedAt],
    ['merged', ({ merged }: MergeRequest) => merged?.at ?? ''],
  ] as const;
  return fields.flatMap(([name, value]) =>
    (['after', 'before'] as const).flatMap((side): Test[] => {
      const text = input.text(`${name}_${side}`);
      if (text === undefined) return [];
      const bound = Date.parse(text);
      if (Number.isNaN(bound)) throw badParameter(`${name}_${side} is invalid`);
      return [
        (mr) =>
          side === 'after' ? Date.parse(value(mr)) >= bound : Date.parse(value(mr)) <= bound,
      ];
    }),
  );
}
