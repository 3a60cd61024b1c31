// Adds webhooks from the program that runs the sandbox.

import { randomUUID } from 'node:crypto';
import { hookEvents, type Hook, type HookEvent } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';

export interface HookSeed {
  readonly url: string;
  readonly token: string;
  /** `whsec_…`; default: nothing is signed. */
  readonly signingToken?: string;
  /** Default: all that the sandbox knows. */
  readonly events?: readonly HookEvent[];
  /** Takes the place of the hook of this name, so that a receiver may move to another port. */
  readonly name?: string;
}

export function addHook(world: World, projectPath: string, seed: HookSeed): Hook {
  const project = world.store.projectByPath(projectPath);
  if (project === null) throw new Error(`the sandbox has no project ${projectPath}`);
  const name = seed.name ?? '';
  const present = project.hooks.find((hook) =>
    name === '' ? hook.url === seed.url : hook.name === name,
  );
  const settings = {
    url: seed.url,
    token: seed.token,
    signingToken: seed.signingToken ?? '',
    name,
    events: [...(seed.events ?? hookEvents)],
  };
  const hook = present ?? {
    ...settings,
    id: world.store.nextId(),
    uuid: randomUUID(),
    createdAt: world.now().toISOString(),
  };
  if (present === undefined) project.hooks.push(hook);
  else Object.assign(present, settings);
  world.store.save(project);
  return hook;
}
