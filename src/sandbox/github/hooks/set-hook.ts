// Where the App's webhook goes.

import { githubTime } from '../api/entities/time.ts';
import { appOf } from '../app/registration.ts';
import type { App } from '../../forge/model/app.ts';
import type { Deliveries } from '../../forge/hooks/deliveries.ts';
import type { World } from '../../forge/model/world.ts';
import type { AppHook } from './manner.ts';

export interface HookSeed {
  readonly url: string;
  readonly secret: string;
}

interface Setting {
  readonly world: World;
  readonly deliveries: Deliveries<AppHook>;
  /** Left out: the App that is at work here. Another is told of nothing. */
  readonly app?: App;
}

/** Kept over a restart. A hook that is new or goes elsewhere is told so with a `ping`. */
export function setHook(
  { world, deliveries, app = appOf(world) }: Setting,
  { url, secret }: HookSeed,
): void {
  const before = app.hook;
  const hook = { id: before?.id ?? world.store.nextId(), url, secret };
  app.hook = hook;
  world.store.saveRoot();
  if (app !== appOf(world)) return;
  if (before?.url === url && before.secret === secret) return;
  const now = githubTime(world.now().toISOString());
  deliveries.enqueue(hook, 'ping', {
    zen: 'Speak like a human.',
    hook_id: hook.id,
    hook: {
      type: 'App',
      id: hook.id,
      name: 'web',
      active: true,
      events: app.events,
      config: { content_type: 'json', insecure_ssl: '0', secret: '********', url },
      updated_at: now,
      created_at: now,
      app_id: app.id,
      deliveries_url: `${world.url()}/api/v3/app/hook/deliveries`,
    },
  });
}
