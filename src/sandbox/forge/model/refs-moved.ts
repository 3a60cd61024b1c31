// Acts on branches and tags that are no longer where we last saw them, whoever moved them.

import { isAncestor, mergeBase, readRefs, zero } from '../git/refs.ts';
import { git } from '../git/run.ts';
import { countCommits, readCommits } from '../git/commits.ts';
import type { MergeRequestChange } from './event.ts';
import { branchRef } from './mergeability.ts';
import { systemNote, touch } from './remarks.ts';
import type { MergeRequest, Project, User } from './state.ts';
import { addVersion } from './versions.ts';
import type { World } from './world.ts';

interface Move {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

/** Compares, tells the hooks, brings merge requests up to date, then remembers. Twice does nothing twice. */
export async function refsMoved(world: World, project: Project, user: User): Promise<void> {
  const now = await readRefs(world.store.repository(project));
  const moves = difference(project.refs, now);
  if (moves.length === 0) return;
  const before = project.refs;
  Object.assign(project, { refs: now, lastActivityAt: world.now().toISOString() });
  try {
    for (const move of moves) {
      await world.announce(project, { kind: 'push', user, ...move });
    }
    for (const mr of project.mergeRequests.filter(({ state }) => state === 'opened')) {
      await follow(world, { project, moved: project, mr, user, moves });
    }
    for (const base of basesOf(world, project)) {
      await world.alone(base, () => followElsewhere(world, { base, moved: project, user, moves }));
    }
  } catch (error) {
    Object.assign(project, { refs: before });
    throw error;
  }
  world.store.save(project);
  world.changed(project);
}

function difference(before: Record<string, string>, after: Record<string, string>): Move[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .map((ref) => ({ ref, before: before[ref] ?? zero, after: after[ref] ?? zero }))
    .filter((move) => move.before !== move.after);
}

/** Projects that have open merge requests from this one. */
function basesOf(world: World, project: Project): Project[] {
  return world.store
    .projects()
    .filter((base) => base !== project && openFrom(base, project).length > 0);
}

function openFrom(base: Project, project: Project): MergeRequest[] {
  return base.mergeRequests.filter(
    ({ state, sourceProject }) => state === 'opened' && sourceProject === project.id,
  );
}

async function followElsewhere(
  world: World,
  { base, moved, user, moves }: Omit<Following, 'project' | 'mr'> & { readonly base: Project },
): Promise<void> {
  for (const mr of openFrom(base, moved))
    await follow(world, { project: base, moved, mr, user, moves });
  world.store.save(base);
  world.changed(base);
}

interface Following {
  /** The merge request's. */
  readonly project: Project;
  /** The one whose branches moved. */
  readonly moved: Project;
  readonly mr: MergeRequest;
  readonly user: User;
  readonly moves: readonly Move[];
}

/** In this order: has it been merged, has its branch gone, has its branch moved. */
async function follow(world: World, following: Following): Promise<void> {
  const { project, moved, mr, user, moves } = following;
  const moveOf = (owner: number, branch: string): Move | undefined =>
    moved.id === owner ? moves.find(({ ref }) => ref === branchRef(branch)) : undefined;
  const target = moveOf(project.id, mr.target);
  const source = moveOf(mr.sourceProject, mr.source);
  if (target !== undefined && (await reached(world, { project, mr }, target))) {
    await finishMerge(world, { project, mr, user });
    return;
  }
  if (source === undefined) return;
  if (source.after === zero) {
    mr.state = 'closed';
    mr.closed = { userId: user.id, at: world.now().toISOString() };
    systemNote(world, mr, { author: user, body: 'closed' });
    await tell(world, { project, mr, user }, { what: 'closed' });
    return;
  }
  await addVersion(world, project, mr);
  systemNote(world, mr, { author: user, body: await addedCommits(world, project, source) });
  await tell(world, { project, mr, user }, { what: 'pushed to', before: source.before });
}

async function reached(
  world: World,
  { project, mr }: { project: Project; mr: MergeRequest },
  target: Move,
): Promise<boolean> {
  if (target.after === zero) return false;
  const repository = world.store.repository(project);
  if (mr.merging !== null) return isAncestor(repository, mr.merging.commit, target.after);
  if (!(await isAncestor(repository, mr.head, target.after))) return false;
  return target.before === zero || !(await isAncestor(repository, mr.head, target.before));
}

async function finishMerge(
  world: World,
  { project, mr, user }: { project: Project; mr: MergeRequest; user: User },
): Promise<void> {
  const merger = mr.merging === null ? user : world.store.user(mr.merging.userId);
  const commit = mr.merging?.commit ?? (await broughtBy(world, project, mr));
  mr.state = 'merged';
  mr.merged = { userId: merger.id, at: world.now().toISOString() };
  mr.squashCommit = mr.merging?.squash ?? null;
  const followed = mr.merging !== null && (commit === mr.head || commit === mr.squashCommit);
  mr.mergeCommit = followed ? null : commit;
  mr.method = mr.merging?.method ?? null;
  mr.merging = null;
  systemNote(world, mr, { author: merger, body: 'merged' });
  await tell(world, { project, mr, user: merger }, { what: 'merged' });
}

/** The first merge commit that has the head in it, or the head itself. */
async function broughtBy(world: World, project: Project, mr: MergeRequest): Promise<string> {
  const target = project.refs[branchRef(mr.target)] ?? mr.head;
  const out = await git(world.store.repository(project), [
    'rev-list',
    '--merges',
    '--ancestry-path',
    '--reverse',
    `${mr.head}..${target}`,
  ]);
  return out.split('\n')[0] || mr.head;
}

async function addedCommits(world: World, project: Project, move: Move): Promise<string> {
  const repository = world.store.repository(project);
  const base = (await mergeBase(repository, move.before, move.after)) ?? move.before;
  const range = `${base}..${move.after}`;
  const count = await countCommits(repository, range);
  const commits = await readCommits(repository, { range: [range], limit: 10 });
  const lines = commits
    .reverse()
    .map(({ sha, title }) => `<li>${sha.slice(0, 8)} - ${escape(title)}</li>`);
  const noun = count === 1 ? '1 commit' : `${count} commits`;
  return `added ${noun}\n\n<ul>${lines.join('')}</ul>`;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

async function tell(
  world: World,
  { project, mr, user }: { project: Project; mr: MergeRequest; user: User },
  change: MergeRequestChange,
): Promise<void> {
  touch(world, { project, mr });
  await world.announce(project, { kind: 'merge request', user, mr, change });
}
