// Opens, edits, closes and reopens merge requests.

import type { Changes, MergeRequestChange } from './event.ts';
import { tipOf } from './mergeability.ts';
import { systemNote, touch } from './remarks.ts';
import { refuse } from './refusal.ts';
import { sourceOf } from './source.ts';
import type { MergeRequest, Project, User } from './state.ts';
import { addVersion } from './versions.ts';
import type { World } from './world.ts';

export interface Scene {
  readonly project: Project;
  readonly mr: MergeRequest;
  readonly user: User;
}

export interface NewMergeRequest {
  /** The project that the source branch is in. Left out: this one. */
  readonly from?: Project;
  readonly source: string;
  readonly target: string;
  readonly title: string;
  /** Left out: as the title says. */
  readonly draft?: boolean;
  readonly description: string;
  readonly labels: string[];
  readonly assigneeIds: number[];
  readonly reviewerIds: number[];
  readonly squash: boolean;
  readonly removeSource: boolean;
}

export interface Edits {
  title?: string;
  description?: string;
  labels?: string[];
  target?: string;
  assigneeIds?: number[];
  reviewerIds?: number[];
  squash?: boolean;
  removeSource?: boolean;
}

/** Refuses what has no source, no target or an open twin. */
export async function openMergeRequest(
  world: World,
  { project, user }: { project: Project; user: User },
  { from = project, ...given }: NewMergeRequest,
): Promise<MergeRequest> {
  validate(project, from, given);
  const at = world.now().toISOString();
  const mr: MergeRequest = {
    ...given,
    id: world.store.nextId(),
    iid: Math.max(0, ...project.mergeRequests.map(({ iid }) => iid)) + 1,
    authorId: user.id,
    sourceProject: from.id,
    draft: given.draft ?? world.rules.draftBy(given.title) ?? false,
    createdAt: at,
    updatedAt: at,
    state: 'opened',
    head: '',
    versions: [],
    check: null,
    merging: null,
    method: null,
    mergeCommit: null,
    squashCommit: null,
    merged: null,
    closed: null,
    approvals: [],
    reviews: [],
    awards: [],
    notes: [],
  };
  await addVersion(world, project, mr);
  project.mergeRequests.push(mr);
  touch(world, { project, mr });
  await tell(world, { project, mr, user }, { what: 'opened' });
  world.store.save(project);
  return mr;
}

/** Changes what is given and differs; says so in notes and to hooks. */
export async function editMergeRequest(world: World, scene: Scene, edits: Edits): Promise<void> {
  const { project, mr, user } = scene;
  const changes: Record<string, Changes[string]> = {};
  for (const [key, current] of Object.entries(edits)) {
    const previous = mr[key as keyof Edits];
    if (JSON.stringify(previous) === JSON.stringify(current)) continue;
    changes[key] = { previous, current };
    Object.assign(mr, { [key]: current });
    if (key === 'title') {
      mr.draft = world.rules.draftBy(mr.title) ?? mr.draft;
      systemNote(world, mr, {
        author: user,
        body: `changed title from **${String(previous)}** to **${String(current)}**`,
      });
    }
    if (key === 'description')
      systemNote(world, mr, { author: user, body: 'changed the description' });
    if (key === 'target') {
      systemNote(world, mr, {
        author: user,
        body: `changed target branch from \`${String(previous)}\` to \`${String(current)}\``,
      });
      await addVersion(world, project, mr);
    }
  }
  if (Object.keys(changes).length === 0) return;
  touch(world, { project, mr });
  await tell(world, scene, { what: 'edited', changes });
  world.store.save(project);
}

/** Nothing happens where it is so already. */
export async function changeDraft(world: World, scene: Scene, draft: boolean): Promise<void> {
  const { project, mr, user } = scene;
  if (mr.draft === draft) return;
  mr.draft = draft;
  const body = draft ? 'marked this as a draft' : 'marked this as ready for review';
  systemNote(world, mr, { author: user, body });
  touch(world, { project, mr });
  await tell(world, scene, { what: 'draft changed' });
  world.store.save(project);
}

/** Closing what is not open, or reopening what is not closed, changes nothing. */
export async function changeState(
  world: World,
  scene: Scene,
  event: 'close' | 'reopen',
): Promise<void> {
  const { project, mr, user } = scene;
  if (mr.state !== (event === 'close' ? 'opened' : 'closed')) return;
  if (event === 'reopen') {
    refuseTwin(project, mr);
    const tip = tipOf(sourceOf(world, project, mr), mr.source);
    if (tip === null) {
      throw refuse(422, [`Source branch "${mr.source}" does not exist`], 'no such source branch');
    }
    if (tip !== mr.head) await addVersion(world, project, mr);
  }
  const at = world.now().toISOString();
  mr.state = event === 'close' ? 'closed' : 'opened';
  mr.closed = event === 'close' ? { userId: user.id, at } : null;
  systemNote(world, mr, { author: user, body: event === 'close' ? 'closed' : 'reopened' });
  touch(world, { project, mr });
  await tell(world, scene, { what: event === 'close' ? 'closed' : 'reopened' });
  world.store.save(project);
}

function tell(
  world: World,
  { project, mr, user }: Scene,
  change: MergeRequestChange,
): Promise<void> {
  return world.announce(project, { kind: 'merge request', user, mr, change });
}

function validate(
  project: Project,
  from: Project,
  { source, target }: Omit<NewMergeRequest, 'from'>,
): void {
  if (from === project && source === target)
    throw refuse(422, ["You can't use same project/branch for source and target"], 'same branch');
  const missing = [
    ...(tipOf(from, source) === null ? [`Source branch "${source}" does not exist`] : []),
    ...(tipOf(project, target) === null ? [`Target branch "${target}" does not exist`] : []),
  ];
  if (missing.length > 0) {
    const gone = tipOf(from, source) === null;
    throw refuse(422, missing, gone ? 'no such source branch' : 'no such target branch');
  }
  refuseTwin(project, { sourceProject: from.id, source, target });
}

function refuseTwin(
  project: Project,
  wanted: Pick<MergeRequest, 'sourceProject' | 'source' | 'target'>,
): void {
  const twin = project.mergeRequests.find(
    (mr) =>
      mr.state === 'opened' &&
      mr.sourceProject === wanted.sourceProject &&
      mr.source === wanted.source &&
      mr.target === wanted.target,
  );
  if (twin === undefined) return;
  throw refuse(
    409,
    [`Another open merge request already exists for this source branch: !${twin.iid}`],
    'another open',
  );
}
