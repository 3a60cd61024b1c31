// What the forge in memory remembers.

import type {
  Acknowledgement,
  Approval,
  CommitStatus,
  Deployment,
  DeploymentState,
  MergeRequest,
  Sha,
} from '../../ports/forge.ts';
import type { Target } from '../../resources/address.ts';

export interface MemoryNote {
  readonly author: string;
  readonly body: string;
}

/** A note that was written, and what the bot said to it without words. */
export interface KeptNote extends MemoryNote {
  readonly id: number;
  readonly reactions: Set<Acknowledgement>;
}

export interface NewMergeRequest {
  readonly title: string;
  readonly source: string;
  readonly author: string;
  readonly head: Sha;
  readonly base?: Sha;
  readonly description?: string;
  readonly draft?: boolean;
  readonly sameProject?: boolean;
}

export interface MemoryForgeOptions {
  /** The bot's user name. */
  readonly self: string;
  readonly defaultBranch: string;
  readonly now: () => Date;
  /** The commit at the tip of a branch that the bot proposes. */
  readonly tip: (branch: string) => Sha;
  /** The commit that a merge by the bot leaves on the target branch, null for a conflict; left out: the head. */
  readonly land?: (request: MergeRequest) => Promise<Sha | null>;
}

export interface MemoryDeployment {
  readonly commit: Sha;
  readonly state: Exclude<DeploymentState, 'stopped'>;
}

export interface MemoryEnvironment {
  readonly tier: Deployment['tier'];
  readonly url: string | null;
  readonly open: boolean;
  /** Oldest first. */
  readonly deployments: readonly MemoryDeployment[];
}

export interface World {
  readonly environments: Map<Target, MemoryEnvironment>;
  readonly requests: Map<number, MergeRequest>;
  /** Of a merge request, who closed it without merging. */
  readonly closers: Map<number, string>;
  /** Of a merge request, oldest first. */
  readonly approvals: Map<number, Approval[]>;
  /** Of a merge request, the commits of its merge queue. */
  readonly candidates: Map<number, readonly Sha[]>;
  readonly notes: Map<number, KeptNote[]>;
  notesWritten: number;
  readonly statuses: Map<Sha, Map<string, CommitStatus>>;
  writes: number;
}

export function openRequest(
  world: World,
  options: MemoryForgeOptions,
  request: NewMergeRequest & { readonly target: string },
): number {
  const number = world.requests.size + 1;
  world.requests.set(number, {
    description: '',
    draft: false,
    sameProject: true,
    ...request,
    number,
    base: request.base ?? null,
    state: 'open',
    mergeCommit: null,
    url: `https://forge.invalid/merge_requests/${number}`,
    updatedAt: options.now().toISOString(),
  });
  return number;
}

export function change(
  world: World,
  options: MemoryForgeOptions,
  members: Pick<MergeRequest, 'number'> & Partial<MergeRequest>,
): void {
  const before = requestOf(world, members.number);
  world.requests.set(before.number, {
    ...before,
    ...members,
    updatedAt: options.now().toISOString(),
  });
}

export function closeRequest(
  world: World,
  options: MemoryForgeOptions,
  { number, by }: { number: number; by: string },
): void {
  world.closers.set(number, by);
  change(world, options, { number, state: 'closed' });
}

export function requestOf(world: World, number: number): MergeRequest {
  const found = world.requests.get(number);
  if (found === undefined) throw new Error(`there is no merge request ${number}`);
  return found;
}

export function notesOf(world: World, number: number): KeptNote[] {
  requestOf(world, number);
  const notes = world.notes.get(number) ?? [];
  world.notes.set(number, notes);
  return notes;
}

export function writeNote(world: World, number: number, note: MemoryNote): number {
  const notes = notesOf(world, number);
  world.notesWritten += 1;
  notes.push({ ...note, id: world.notesWritten, reactions: new Set() });
  return world.notesWritten;
}

export function noteWith(world: World, number: number, id: number): KeptNote | null {
  return notesOf(world, number).find((note) => note.id === id) ?? null;
}
