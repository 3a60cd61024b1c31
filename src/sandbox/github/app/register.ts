// Apps that people register beside the one that is at work here.

import { randomBytes } from 'node:crypto';
import type { App, RegisteredApp } from '../../forge/model/app.ts';
import { seedUsers } from '../../forge/model/seed.ts';
import type { User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { LONGEST_NAME, type Manifest } from './manifest.ts';
import { appOf, botName, newClientId, newKey, personalToken } from './registration.ts';

/** The code counts for an hour. */
const CODE_MS = 60 * 60_000;

export function registeredApps(world: World): readonly RegisteredApp[] {
  return world.store.root.registered ?? [];
}

/** By what its JSON web token names, its number or its client. */
export function appNamed(world: World, issuer: string | null): App | null {
  const all = [appOf(world), ...registeredApps(world)];
  return all.find(({ id, clientId }) => String(id) === issuer || clientId === issuer) ?? null;
}

/** Why no App may be called so, or null. */
export function nameProblem(world: World, name: string): string | null {
  if (slugOf(name) === '') return 'Name is too short.';
  if (name.length > LONGEST_NAME)
    return `Name is too long (maximum is ${LONGEST_NAME} characters).`;
  const taken = world.store.userNamed(botName(slugOf(name))) ?? world.store.userNamed(slugOf(name));
  return taken === null ? null : 'Name is already taken.';
}

/** Answers the code for which its secrets are handed out, once. */
export function registerApp(
  world: World,
  manifest: Manifest,
  { name, owner }: { readonly name: string; readonly owner: string },
): string {
  const { store } = world;
  const slug = slugOf(name);
  seedUsers(world, [{ username: botName(slug), name, bot: true }], personalToken);
  const now = world.now();
  const code = randomBytes(20).toString('hex');
  const app: RegisteredApp = {
    id: store.nextId(),
    clientId: newClientId(),
    clientSecret: randomBytes(20).toString('hex'),
    webhookSecret: randomBytes(20).toString('hex'),
    slug,
    name,
    description: manifest.description,
    url: manifest.url,
    owner,
    createdAt: now.toISOString(),
    userId: (store.userNamed(botName(slug)) as User).id,
    privateKey: newKey(),
    permissions: manifest.permissions,
    events: manifest.events,
    hook: null,
    installations: [],
    tokens: [],
    code: { text: code, until: new Date(now.getTime() + CODE_MS).toISOString() },
  };
  const hook = manifest.hookUrl;
  if (hook !== null) app.hook = { id: store.nextId(), url: hook, secret: app.webhookSecret };
  store.root.registered = [...registeredApps(world), app];
  store.saveRoot();
  return code;
}

/** The App whose code it is; the code is used up. Null for one that is unknown, used or too old. */
export function claimed(world: World, code: string): RegisteredApp | null {
  const found = registeredApps(world).find((app) => app.code?.text === code);
  if (found?.code === null || found === undefined) return null;
  const { until } = found.code;
  found.code = null;
  world.store.saveRoot();
  return Date.parse(until) > world.now().getTime() ? found : null;
}

/** `Runway of Acme` is found at `runway-of-acme`. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
