// A merge queue: each entry is merged on top of the one before it, checked there, and only then reaches the branch.
// https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue

import { mergeTrees } from '../git/merging.ts';
import { deleteRef, moveRef, pinRef } from '../git/refs.ts';
import { makeCommits } from './accept-merge.ts';
import { requiredState } from './contexts.ts';
import type { DequeueReason, MergeGroupChange } from './event.ts';
import { branchRef, checkMerge, obstacle, tipOf } from './mergeability.ts';
import { refuse } from './refusal.ts';
import { refsMoved } from './refs-moved.ts';
import { systemNote, touch } from './remarks.ts';
import type { MergeRequest, Project, QueueEntry, User } from './state.ts';
import type { World } from './world.ts';

interface Scene {
  readonly project: Project;
  readonly mr: MergeRequest;
  readonly user: User;
}

export function queued(project: Project, mr: MergeRequest): QueueEntry | null {
  return project.queue.find(({ iid }) => iid === mr.iid) ?? null;
}

/** Rights are the caller's to check. What is in the queue already stays where it is. */
export async function enqueue(world: World, scene: Scene): Promise<QueueEntry> {
  const { project, mr, user } = scene;
  return world.alone(project, async () => {
    const known = queued(project, mr);
    if (known !== null) return known;
    await refsMoved(world, project, user);
    await checkMerge(world, project, mr);
    if (!project.mergeQueue) throw refuse(422, 'This branch has no merge queue.');
    if (obstacle(project, mr) !== null) throw refuse(422, 'Pull request is not mergeable.');
    if (requiredState(project, mr.target, mr.head) !== 'success')
      throw refuse(422, 'A required check has not passed yet.');
    const entry: QueueEntry = {
      id: world.store.nextId(),
      iid: mr.iid,
      userId: user.id,
      target: mr.target,
      enqueuedAt: world.now().toISOString(),
      sourceHead: mr.head,
      base: null,
      head: null,
      branch: null,
    };
    project.queue.push(entry);
    systemNote(world, mr, { author: user, body: 'added this to the merge queue' });
    touch(world, { project, mr });
    const change = { what: 'enqueued' } as const;
    await world.announce(project, { kind: 'merge request', user, mr, change });
    await advanceAlone(world, project);
    return entry;
  });
}

/** What is not in the queue stays out of it. */
export async function dequeue(world: World, { project, mr, user }: Scene): Promise<void> {
  await world.alone(project, async () => {
    const entry = queued(project, mr);
    if (entry === null) return;
    await leave(world, { project, entry, user }, 'taken out');
    await advanceAlone(world, project);
  });
}

/** Does what can be done now: builds, merges, takes out. Doing it again changes nothing. `begun` is called first. */
export async function advanceQueue(
  world: World,
  project: Project,
  begun: () => void,
): Promise<void> {
  await world.alone(project, async () => {
    begun();
    await advanceAlone(world, project);
  });
}

async function advanceAlone(world: World, project: Project): Promise<void> {
  while (await step(world, project));
  world.store.save(project);
}

/** True when something was done, and there may be more to do. */
async function step(world: World, project: Project): Promise<boolean> {
  const bases = new Map<string, string | null>();
  for (const entry of project.queue) {
    const place = { project, entry, user: world.store.user(entry.userId) };
    const base = bases.get(entry.target) ?? tipOf(project, entry.target);
    const first = !bases.has(entry.target);
    const why = unfit(project, entry, base);
    if (why !== null) {
      await leave(world, place, why);
      return true;
    }
    if (base !== null && entry.base !== base) {
      await build(world, place, base);
      return true;
    }
    const state = requiredState(project, entry.target, entry.head ?? '');
    if (state === 'failure') {
      await leave(world, place, 'checks failed');
      return true;
    }
    if (first && state === 'success') {
      await land(world, place);
      return true;
    }
    bases.set(entry.target, entry.head);
  }
  return false;
}

function unfit(project: Project, entry: QueueEntry, base: string | null): DequeueReason | null {
  const mr = requestOf(project, entry);
  if (mr.state === 'merged') return 'merged';
  if (mr.state !== 'opened' || mr.draft || base === null) return 'taken out';
  return mr.head === entry.sourceHead && mr.target === entry.target ? null : 'moved';
}

interface Place {
  readonly project: Project;
  readonly entry: QueueEntry;
  /** Who put it there, or takes it out. */
  readonly user: User;
}

async function build(world: World, place: Place, base: string): Promise<void> {
  const { project, entry, user } = place;
  const repository = world.store.repository(project);
  const mr = requestOf(project, entry);
  await destroy(world, place, 'invalidated');
  const clean = (await mergeTrees(repository, base, mr.head)).kind === 'clean';
  const making = { from: base, method: project.queueMethod, wishes: {} };
  const made = clean ? await makeCommits(world, { project, mr, user }, making) : null;
  if (made === null) {
    await leave(world, place, 'conflict');
    return;
  }
  const head = made.commit;
  const branch = `gh-readonly-queue/${entry.target}/pr-${mr.iid}-${base}`;
  Object.assign(entry, { base, head, branch });
  await pinRef(repository, branchRef(branch), head);
  await refsMoved(world, project, user);
  world.store.save(project);
  await tell(world, place, { what: 'checks requested' });
}

async function land(world: World, place: Place): Promise<void> {
  const { project, entry, user } = place;
  const mr = requestOf(project, entry);
  const { base, head } = entry;
  if (head === null) throw new Error(`entry ${entry.id} of the merge queue has no commit`);
  mr.merging = { commit: head, squash: null, userId: user.id, method: project.queueMethod };
  world.store.save(project);
  const repository = world.store.repository(project);
  const moved = await moveRef(repository, branchRef(entry.target), { from: base, to: head });
  if (moved) await leave(world, place, 'merged');
  else mr.merging = null;
  await refsMoved(world, project, user);
}

async function leave(world: World, place: Place, reason: DequeueReason): Promise<void> {
  const { project, entry, user } = place;
  const mr = requestOf(project, entry);
  project.queue = project.queue.filter((other) => other !== entry);
  if (reason !== 'merged') {
    const body = `took this out of the merge queue (${reason})`;
    systemNote(world, mr, { author: user, body });
  }
  touch(world, { project, mr });
  const change = { what: 'dequeued', reason } as const;
  await world.announce(project, { kind: 'merge request', user, mr, change });
  await destroy(world, place, reason === 'merged' ? 'merged' : 'dequeued');
  world.store.save(project);
}

async function destroy(
  world: World,
  place: Place,
  reason: 'merged' | 'invalidated' | 'dequeued',
): Promise<void> {
  const { project, entry, user } = place;
  const { branch, head } = entry;
  if (branch === null || head === null) return;
  await deleteRef(world.store.repository(project), branchRef(branch), head);
  await refsMoved(world, project, user);
  await tell(world, place, { what: 'destroyed', reason });
}

async function tell(
  world: World,
  { project, entry, user }: Place,
  change: MergeGroupChange,
): Promise<void> {
  await world.announce(project, { kind: 'merge group', user, entry, change });
}

function requestOf(project: Project, { iid }: QueueEntry): MergeRequest {
  const found = project.mergeRequests.find((mr) => mr.iid === iid);
  if (found === undefined) throw new Error(`the merge queue has an unknown merge request ${iid}`);
  return found;
}
