// Projects, their settings and their protected branches.

import { forkProject } from '../../forge/model/fork.ts';
import { levelOf, levels } from '../../forge/model/access.ts';
import { notFound, refuse } from './refusal.ts';
import type { ProtectedBranch } from '../../forge/model/state.ts';
import type { Api, Call } from './call.ts';
import { projectFull, projectWithAccess, projectSimple } from './entities/project.ts';
import { paged } from './paging.ts';

const levelNames: Readonly<Record<number, string>> = {
  0: 'No one',
  30: 'Developers + Maintainers',
  40: 'Maintainers',
};

export function projectRoutes(api: Api): void {
  api.open('GET', '/projects', (call) => {
    const { world, user, input } = call;
    const search = input.text('search')?.toLowerCase() ?? '';
    const mine = world.store
      .projects()
      .filter(
        (project) => levelOf(project, user) > 0 && project.path.toLowerCase().includes(search),
      );
    return paged(call, mine).map((project) =>
      input.flag('simple') === true
        ? projectSimple(world, project)
        : projectWithAccess(world, project, levelOf(project, user)),
    );
  });
  api.project('GET', '', levels.guest, ({ world, project, level }) =>
    projectWithAccess(world, project, level),
  );
  api.project('PUT', '', levels.maintainer, ({ world, project, level, input }) => {
    const method = input.oneOf('merge_method', ['merge', 'ff'] as const);
    const description = input.text('description');
    if (method !== undefined && method !== project.mergeMethod) {
      project.mergeMethod = method;
      for (const mr of project.mergeRequests) mr.check = null;
    }
    if (description !== undefined) project.description = description;
    world.store.save(project);
    return projectFull(world, project, level);
  });
  api.project('POST', '/fork', levels.reporter, async (call) => {
    const { world, project, user, input } = call;
    const name = input.text('path');
    const wish = name === undefined ? { user } : { user, name };
    const fork = await forkProject(world, project, wish);
    void call.reply.code(201);
    return projectFull(world, fork, levels.owner);
  });
  protectedRoutes(api);
}

function protectedRoutes(api: Api): void {
  api.project('GET', '/protected_branches', levels.maintainer, (call) =>
    paged(call, call.project.protectedBranches).map(ruleJson),
  );
  api.project('GET', '/protected_branches/:name', levels.maintainer, (call) =>
    ruleJson(rule(call)),
  );
  api.project('POST', '/protected_branches', levels.maintainer, (call) => {
    const { project, world, input, reply } = call;
    input.require('name');
    const name = input.text('name') ?? '';
    if (project.protectedBranches.some((found) => found.name === name)) {
      throw refuse(409, `Protected branch '${name}' already exists`);
    }
    const made: ProtectedBranch = {
      id: world.store.nextId(),
      name,
      push: input.integer('push_access_level') ?? levels.maintainer,
      merge: input.integer('merge_access_level') ?? levels.maintainer,
    };
    project.protectedBranches.push(made);
    world.store.save(project);
    void reply.code(201);
    return ruleJson(made);
  });
  api.project('DELETE', '/protected_branches/:name', levels.maintainer, (call) => {
    const gone = rule(call);
    call.project.protectedBranches = call.project.protectedBranches.filter(
      (found) => found !== gone,
    );
    call.world.store.save(call.project);
    void call.reply.code(204);
  });
}

function rule({ project, input }: Call): ProtectedBranch {
  const found = project.protectedBranches.find(({ name }) => name === input.text('name'));
  if (found === undefined) throw notFound('');
  return found;
}

function ruleJson(found: ProtectedBranch): Record<string, unknown> {
  const level = (value: number): object => ({
    id: found.id,
    access_level: value === 100 ? 0 : value,
    access_level_description: levelNames[value] ?? 'Maintainers',
    user_id: null,
    group_id: null,
  });
  return {
    id: found.id,
    name: found.name,
    push_access_levels: [level(found.push)],
    merge_access_levels: [level(found.merge)],
    allow_force_push: false,
    unprotect_access_levels: [],
    code_owner_approval_required: false,
    inherited: false,
  };
}
