// What GitLab's webhooks make of what happens.

import type { ForgeEvent, MergeRequestChange } from '../../forge/model/event.ts';
import type { HookEvent, Project } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';
import { mergeRequestPayload, notePayload } from './payloads.ts';
import { pushPayload } from './push-payload.ts';

export interface Rendered {
  readonly event: HookEvent;
  readonly payload: object;
}

/** Null for what GitLab does not tell. */
export async function rendered(
  world: World,
  project: Project,
  event: ForgeEvent,
): Promise<Rendered | null> {
  if (event.kind === 'push') {
    const kind = event.ref.startsWith('refs/tags/') ? 'tag_push' : 'push';
    return { event: kind, payload: await pushPayload(world, { project, ...event }) };
  }
  if (event.kind === 'merge request') {
    const said = actionOf(event.change);
    return said === null
      ? null
      : {
          event: 'merge_requests',
          payload: mergeRequestPayload(world, { project, ...event, ...said }),
        };
  }
  if (event.kind !== 'note' || event.change.what === 'deleted') return null;
  const action = event.change.what === 'added' ? 'create' : 'update';
  return { event: 'note', payload: notePayload(world, { project, ...event, action }) };
}

interface Said {
  readonly action: string;
  readonly oldrev?: string;
  readonly changes?: Readonly<Record<string, unknown>>;
}

const plain: Readonly<Partial<Record<MergeRequestChange['what'], string>>> = {
  opened: 'open',
  closed: 'close',
  reopened: 'reopen',
  merged: 'merge',
  approved: 'approved',
  unapproved: 'unapproved',
};

const hookName: Readonly<Record<string, string>> = {
  target: 'target_branch',
  assigneeIds: 'assignee_ids',
  reviewerIds: 'reviewer_ids',
};

function actionOf(change: MergeRequestChange): Said | null {
  if (change.what === 'pushed to') return { action: 'update', oldrev: change.before };
  if (change.what === 'edited') {
    const named = Object.entries(change.changes).map(
      ([key, value]) => [hookName[key] ?? key, value] as const,
    );
    return { action: 'update', changes: Object.fromEntries(named) };
  }
  const action = plain[change.what];
  return action === undefined ? null : { action };
}
