// What webhooks say about pushes.

import { readCommits, type Commit } from '../../forge/git/commits.ts';
import { changedPaths, EMPTY_TREE } from '../../forge/git/diffs.ts';
import { isAncestor, mergeBase, resolveCommit, zero } from '../../forge/git/refs.ts';
import type { Person } from '../../forge/git/trees.ts';
import type { ForgeEvent } from '../../forge/model/event.ts';
import type { World } from '../../forge/model/world.ts';
import { pageOf } from '../api/entities/addresses.ts';
import { simpleCommit } from '../api/entities/commit.ts';
import { pushedRepository } from '../api/entities/repository.ts';
import { rest, type Scene, type Told } from './told.ts';

type Push = Extract<ForgeEvent, { readonly kind: 'push' }>;

/** GitHub names at most so many: https://docs.github.com/webhooks/webhook-events-and-payloads#push */
const MOST = 2048;

export async function pushPayload(scene: Scene, push: Push): Promise<Told> {
  const { world, project, user } = scene;
  const { ref, before, after } = push;
  const repository = world.store.repository(project);
  const tip = after === zero ? null : await resolveCommit(repository, after);
  const commits = tip === null ? [] : await brought(scene, { push, tip });
  const head = tip === null ? [] : await readCommits(repository, { range: [tip], limit: 1 });
  const shown = await Promise.all([...commits, ...head].map((commit) => described(scene, commit)));
  return {
    event: 'push',
    payload: {
      ref,
      before,
      after,
      repository: pushedRepository(world, project),
      pusher: { name: user.username, email: user.email },
      ...rest(scene),
      created: before === zero,
      deleted: after === zero,
      forced: before !== zero && tip !== null && !(await isAncestor(repository, before, tip)),
      base_ref: null,
      compare: `${pageOf(world, project)}/compare/${compared(push)}`,
      commits: shown.slice(0, commits.length),
      head_commit: shown[commits.length] ?? null,
    },
  };
}

/** Oldest first: what the ref did not have before, or what no default branch has. */
async function brought(
  { world, project }: Scene,
  { push, tip }: { readonly push: Push; readonly tip: string },
): Promise<Commit[]> {
  const repository = world.store.repository(project);
  const main = project.refs[`refs/heads/${project.defaultBranch}`];
  if (push.ref.startsWith('refs/tags/')) return [];
  const unseen = push.before === zero && main !== undefined && main !== tip;
  const from = unseen ? await mergeBase(repository, main, tip) : push.before;
  const range = from === null || from === zero ? [tip] : [`${from}..${tip}`];
  return (await readCommits(repository, { range, limit: MOST })).reverse();
}

async function described({ world, project }: Scene, commit: Commit): Promise<object> {
  const repository = world.store.repository(project);
  const { id, tree_id, message, timestamp } = await simpleCommit(world, project, commit);
  return {
    id,
    tree_id,
    distinct: true,
    message,
    timestamp,
    author: person(world, { name: commit.authorName, email: commit.authorEmail }),
    committer: person(world, { name: commit.committerName, email: commit.committerEmail }),
    url: `${pageOf(world, project)}/commit/${commit.sha}`,
    ...(await changedPaths(repository, commit.parents[0] ?? EMPTY_TREE, commit.sha)),
  };
}

/** With the name of the user who has this address. */
function person(world: World, { name, email }: Person): object {
  const user = world.store.root.users.find((one) => one.email === email);
  return { name, email, ...(user === undefined ? {} : { username: user.username }) };
}

function compared({ ref, before, after }: Push): string {
  const short = (sha: string): string => sha.slice(0, 12);
  if (before === zero) return ref.replace(/^refs\/(heads|tags)\//, '');
  return `${short(before)}...${short(after)}`;
}
