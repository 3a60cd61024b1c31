// Branches.

import { readCommit } from '../../../forge/git/commits.ts';
import {
  deleteRef,
  isAncestor,
  moveRef,
  resolveCommit,
  validRefName,
} from '../../../forge/git/refs.ts';
import { levels, mayPush, protection } from '../../../forge/model/access.ts';
import { branchRef, tipOf } from '../../../forge/model/mergeability.ts';
import { forbidden, notFound, refuse } from '../refusal.ts';
import { refsMoved } from '../../../forge/model/refs-moved.ts';
import type { Api, Call } from '../call.ts';
import { branchJson } from '../entities/commit.ts';
import { keysetPaged, paged } from '../paging.ts';

export function branchRoutes(api: Api): void {
  api.project('GET', '/repository/branches', levels.reporter, (call) => {
    const names = matching(call);
    const shown =
      call.input.text('pagination') === 'keyset'
        ? keysetPaged(call, names, (name) => name)
        : paged(call, names);
    return Promise.all(shown.map((name) => describe(call, name)));
  });
  api.project('GET', '/repository/branches/:branch', levels.reporter, (call) => {
    const name = call.input.text('branch') ?? '';
    if (tipOf(call.project, name) === null) throw notFound('Branch');
    return describe(call, name);
  });
  api.project('POST', '/repository/branches', levels.developer, create);
  api.project('DELETE', '/repository/branches/:branch', levels.developer, remove);
  api.project('DELETE', '/repository/merged_branches', levels.maintainer, removeMerged);
}

function matching({ project, input }: Call): string[] {
  const search = input.text('search') ?? '';
  const regex = input.text('regex');
  const fits = (name: string): boolean => {
    if (regex !== undefined) return new RegExp(regex).test(name);
    if (search.startsWith('^')) return name.startsWith(search.slice(1).replace(/\$$/, ''));
    if (search.endsWith('$')) return name.endsWith(search.slice(0, -1));
    return name.toLowerCase().includes(search.toLowerCase());
  };
  return Object.keys(project.refs)
    .filter((ref) => ref.startsWith('refs/heads/'))
    .map((ref) => ref.slice('refs/heads/'.length))
    .filter(fits)
    .sort();
}

async function describe(call: Call, name: string): Promise<Record<string, unknown>> {
  const tip = tipOf(call.project, name);
  if (tip === null) throw notFound('Branch');
  return branchJson(call.world, call, { name, commit: await readCommit(call.repository, tip) });
}

async function create(call: Call): Promise<unknown> {
  const { input, project, repository, world, user } = call;
  input.require('branch', 'ref');
  const name = input.text('branch') ?? '';
  if (!(await validRefName(repository, branchRef(name))) || name.startsWith('-')) {
    throw refuse(400, 'Branch name is invalid');
  }
  await world.alone(project, async () => {
    if (tipOf(project, name) !== null) throw refuse(400, 'Branch already exists');
    if (!mayPush(project, user, name) && protection(project, name) !== null) throw forbidden();
    const to = await resolveCommit(repository, input.text('ref') ?? '');
    if (to === null) throw refuse(400, `Invalid reference name: ${input.text('ref') ?? ''}`);
    if (!(await moveRef(repository, branchRef(name), { from: null, to }))) {
      throw refuse(400, `Failed to create branch '${name}'`);
    }
    await refsMoved(world, project, user);
  });
  void call.reply.code(201);
  return describe(call, name);
}

async function remove(call: Call): Promise<void> {
  const { input, project, repository, world, user } = call;
  const name = input.text('branch') ?? '';
  await world.alone(project, async () => {
    const tip = tipOf(project, name);
    if (tip === null) throw notFound('Branch');
    if (name === project.defaultBranch)
      throw refuse(405, 'The default branch of a project cannot be deleted.');
    if (!mayPush(project, user, name)) throw refuse(405, 'You dont have push access to repo');
    await deleteRef(repository, branchRef(name), tip);
    await refsMoved(world, project, user);
  });
  void call.reply.code(204);
}

async function removeMerged(call: Call): Promise<unknown> {
  const { project, repository, world, user } = call;
  await world.alone(project, async () => {
    const main = tipOf(project, project.defaultBranch) ?? '';
    for (const [ref, tip] of Object.entries(project.refs)) {
      if (!ref.startsWith('refs/heads/') || protection(project, ref.slice(11)) !== null) continue;
      if (await isAncestor(repository, tip, main)) await deleteRef(repository, ref, tip);
    }
    await refsMoved(world, project, user);
  });
  void call.reply.code(202);
  return { message: '202 Accepted' };
}
