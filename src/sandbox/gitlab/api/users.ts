// Who is there: version, users, members.

import { levels } from '../../forge/model/access.ts';
import { notFound } from './refusal.ts';
import type { Api, Call } from './call.ts';
import { currentUser, member, userBasic } from './entities/people.ts';
import { paged } from './paging.ts';

const version = { version: '17.10.0', revision: '5c3a2f1b0de' };

export function userRoutes(api: Api): void {
  api.open('GET', '/version', () => version);
  api.open('GET', '/metadata', () => ({
    ...version,
    enterprise: false,
    kas: { enabled: false, externalUrl: null, version: null },
  }));
  // https://docs.gitlab.com/api/personal_access_tokens/#get-details-on-a-personal-access-token
  api.open('GET', '/personal_access_tokens/self', ({ user }) => ({
    id: user.id,
    name: user.username,
    revoked: false,
    created_at: '2026-01-01T00:00:00.000Z',
    description: null,
    scopes: ['api'],
    user_id: user.id,
    last_used_at: null,
    active: true,
    expires_at: null,
  }));
  api.open('GET', '/user', ({ world, user }) => currentUser(world, user));
  api.open('GET', '/users', (call) => {
    const { world, input } = call;
    const username = input.text('username')?.toLowerCase();
    const search = input.text('search')?.toLowerCase();
    const found = world.store.root.users.filter(
      (user) =>
        (username === undefined || user.username === username) &&
        (search === undefined || `${user.username} ${user.name}`.toLowerCase().includes(search)),
    );
    return paged(call, found).map((user) => userBasic(world, user));
  });
  api.open('GET', '/users/:id', ({ world, input }) => {
    const user = world.store.root.users.find(({ id }) => String(id) === input.text('id'));
    if (user === undefined) throw notFound('User');
    return { ...userBasic(world, user), bot: user.bot };
  });
  for (const suffix of ['', '/all']) {
    api.project('GET', `/members${suffix}`, levels.reporter, (call) => {
      const query = call.input.text('query')?.toLowerCase() ?? '';
      const found = members(call).filter((user) =>
        `${user.username} ${user.name}`.toLowerCase().includes(query),
      );
      return paged(call, found).map((user) => member(call.world, call.project, user));
    });
    api.project('GET', `/members${suffix}/:user_id`, levels.reporter, (call) => {
      const user = members(call).find(({ id }) => String(id) === call.input.text('user_id'));
      if (user === undefined) throw notFound('');
      return member(call.world, call.project, user);
    });
  }
}

function members({ world, project }: Call): (typeof world.store.root.users)[number][] {
  return world.store.root.users.filter(({ username }) => username in project.members);
}
