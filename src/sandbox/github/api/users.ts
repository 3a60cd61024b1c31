// Who is there, and what they may do in a repository.

import { levelOf, levels } from '../../forge/model/access.ts';
import type { User } from '../../forge/model/state.ts';
import type { Api, Call } from './call.ts';
import { publicUser, simpleUser } from './entities/people.ts';
import { forbidden, notFound } from './errors.ts';
import { paged } from './paging.ts';

export function userRoutes(api: Api): void {
  api.open('GET', '/user', ({ world, user, bearer }) => {
    if (bearer.installation !== null) throw forbidden('Resource not accessible by integration');
    return { ...publicUser(world, user), ...OWN };
  });
  api.open('GET', '/users/:name', ({ world, input }) => {
    const found = world.store.userNamed(input.text('name') ?? '');
    if (found === null) throw notFound();
    return publicUser(world, found);
  });
  api.repo('GET', '/collaborators', 'metadata', (call) => {
    const { world, project } = call;
    const there = world.store.root.users.filter(({ username }) => username in project.members);
    return paged(call, there).map((user) => collaborator(call, user));
  });
  api.repo('GET', '/collaborators/:name', 'metadata', (call) => {
    const user = call.world.store.userNamed(call.input.text('name') ?? '');
    if (levelOf(call.project, user) === 0) throw notFound();
    void call.reply.code(204);
  });
  api.repo('GET', '/collaborators/:name/permission', 'metadata', (call) => {
    const user = call.world.store.userNamed(call.input.text('name') ?? '');
    if (user === null) throw notFound();
    const { role, permission } = roleOf(call, user);
    return { permission, user: collaborator(call, user), role_name: role };
  });
}

/** What only the one who asks is told of themselves. */
const OWN = {
  private_gists: 0,
  total_private_repos: 0,
  owned_private_repos: 0,
  disk_usage: 0,
  collaborators: 0,
  two_factor_authentication: true,
};

function collaborator(call: Call, user: User): object {
  const level = levelOf(call.project, user);
  return {
    ...simpleUser(call.world, user),
    permissions: {
      pull: level >= levels.reporter,
      triage: level >= levels.developer,
      push: level >= levels.developer,
      maintain: level >= levels.maintainer,
      admin: level >= levels.owner,
    },
    role_name: roleOf(call, user).role,
  };
}

/** `permission` knows only the older words: https://docs.github.com/en/rest/collaborators/collaborators */
function roleOf({ project }: Call, user: User): { role: string; permission: string } {
  const level = levelOf(project, user);
  if (level >= levels.owner) return { role: 'admin', permission: 'admin' };
  if (level >= levels.maintainer) return { role: 'maintain', permission: 'write' };
  if (level >= levels.developer) return { role: 'write', permission: 'write' };
  if (level > 0) return { role: 'read', permission: 'read' };
  return { role: 'none', permission: 'none' };
}
