// What GitHub's webhooks make of what happens.

import type { ForgeEvent } from '../../forge/model/event.ts';
import type { Project } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { checkRunPayload, checkSuitePayload, mergeGroupPayload } from './check-payloads.ts';
import { commentPayload, pullPayloads, reviewPayload } from './pull-payloads.ts';
import { pushPayload } from './push-payload.ts';
import type { Told } from './told.ts';

/** In order. Nothing for what the App is not told. */
export async function rendered(
  world: World,
  project: Project,
  event: ForgeEvent,
): Promise<readonly Told[]> {
  const scene = { world, project, user: event.user };
  switch (event.kind) {
    case 'push':
      return [await pushPayload(scene, event)];
    case 'merge request':
      return pullPayloads(scene, event);
    case 'review':
      return [reviewPayload(scene, event)];
    case 'note':
      return [commentPayload(scene, event)];
    case 'check run':
      return [checkRunPayload(scene, event)];
    case 'check suite':
      return [await checkSuitePayload(scene, event)];
    case 'merge group': {
      const told = await mergeGroupPayload(scene, event);
      return told === null ? [] : [told];
    }
    case 'deployment':
    case 'deployment status':
      return [];
  }
}
