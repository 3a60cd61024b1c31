// The App of this GitHub: made once, kept with its key.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { App } from '../../forge/model/app.ts';
import { seedUsers } from '../../forge/model/seed.ts';
import type { World } from '../../forge/model/world.ts';
import { appEvents, appPermissions } from './permissions.ts';

const SLUG = 'runway';
const OWNER = 'acme';

/** Registers the App `runway` and installs it at Acme, unless that was done. */
export function ensureApp(world: World): App {
  const { root } = world.store;
  const there = root.app;
  if (there !== undefined) return there;
  seedUsers(world, [{ username: botName(SLUG), name: 'Runway', bot: true }], personalToken);
  const user = world.store.userNamed(botName(SLUG));
  if (user === null) throw new Error('the App has no user');
  const now = world.now().toISOString();
  const app: App = {
    id: world.store.nextId(),
    clientId: newClientId(),
    slug: SLUG,
    name: 'Runway',
    owner: OWNER,
    createdAt: now,
    userId: user.id,
    privateKey: newKey(),
    permissions: appPermissions,
    events: appEvents,
    hook: null,
    installations: [
      { id: world.store.nextId(), account: OWNER, createdAt: now, suspendedAt: null },
    ],
    tokens: [],
  };
  root.app = app;
  world.store.saveRoot();
  return app;
}

export function appOf(world: World): App {
  const { app } = world.store.root;
  if (app === undefined) throw new Error('the App is registered at the start');
  return app;
}

export const botName = (slug: string): string => `${slug}[bot]`;

export const personalToken = (): string => `ghp_${randomBytes(27).toString('hex').slice(0, 36)}`;

export const newClientId = (): string => `Iv23li${randomBytes(7).toString('hex')}`;

/** As GitHub hands them out: RSA in PKCS#1. */
export function newKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;
}
