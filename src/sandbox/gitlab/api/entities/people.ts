// Users as GitLab's JSON shows them.

import { levels } from '../../../forge/model/access.ts';
import type { Project, User } from '../../../forge/model/state.ts';
import type { World } from '../../../forge/model/world.ts';

export function userBasic(world: World, user: User): Record<string, unknown> {
  return {
    id: user.id,
    username: user.username,
    name: user.name,
    state: 'active',
    locked: false,
    avatar_url: `${world.url()}/-/avatar/${user.username}.svg`,
    web_url: `${world.url()}/${user.username}`,
  };
}

export function userById(world: World, id: number | undefined): Record<string, unknown> | null {
  return id === undefined ? null : userBasic(world, world.store.user(id));
}

/** What a user sees of themselves. */
export function currentUser(world: World, user: User): Record<string, unknown> {
  return {
    ...userBasic(world, user),
    created_at: '2026-01-01T00:00:00.000Z',
    public_email: null,
    bio: '',
    location: null,
    bot: user.bot,
    email: user.email,
    commit_email: user.email,
    confirmed_at: '2026-01-01T00:00:00.000Z',
    last_sign_in_at: null,
    two_factor_enabled: false,
    external: false,
    private_profile: false,
    is_admin: false,
    can_create_project: false,
    can_create_group: false,
    projects_limit: 0,
    identities: [],
  };
}

export function member(world: World, project: Project, user: User): Record<string, unknown> {
  return {
    ...userBasic(world, user),
    access_level: project.members[user.username] ?? levels.guest,
    created_at: project.createdAt,
    expires_at: null,
    membership_state: 'active',
  };
}
