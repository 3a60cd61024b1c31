// Whose a token is: a person's, or that of an installation of the App.

import type { InstallationToken } from '../../forge/model/app.ts';
import type { User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { appOf } from './registration.ts';

export interface Bearer {
  readonly user: User;
  /** Null for a person. */
  readonly installation: InstallationToken | null;
  readonly suspended: boolean;
}

/** Null for a token that is unknown, revoked or expired. */
export function bearerOf(world: World, token: string): Bearer | null {
  const app = appOf(world);
  const found = app.tokens.find((one) => one.token === token);
  if (found !== undefined) {
    const alive = Date.parse(found.expiresAt) > world.now().getTime();
    const at = app.installations.find(({ id }) => id === found.installation);
    if (!alive || at === undefined) return null;
    const suspended = at.suspendedAt !== null;
    return { user: world.store.user(app.userId), installation: found, suspended };
  }
  const person = world.store.root.users.find((user) => user.token === token && !user.bot);
  return person === undefined ? null : { user: person, installation: null, suspended: false };
}
