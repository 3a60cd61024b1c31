// A forge that lives in memory: for tests and for trying things without a server.

import type {
  Acknowledgement,
  Approval,
  CommitStatus,
  Forge,
  MergeRequest,
  Proposal,
  Sha,
} from '../../ports/forge.ts';
import { recordDeployment } from './forge-deployments.ts';
import { change, notesOf, noteWith, openRequest, requestOf, writeNote } from './forge-world.ts';
import type {
  KeptNote,
  MemoryEnvironment,
  MemoryForgeOptions,
  MemoryNote,
  NewMergeRequest,
  World,
} from './forge-world.ts';
import type { Target } from '../../resources/address.ts';

export type { MemoryForgeOptions, MemoryNote, NewMergeRequest } from './forge-world.ts';

export interface MemoryForge {
  readonly forge: Forge;
  /** What people do on the forge. */
  readonly people: {
    open(request: NewMergeRequest): number;
    push(number: number, head: Sha): void;
    merge(number: number, commit: Sha): void;
    close(number: number, by: string): void;
    reopen(number: number): void;
    /** Approves the merge request as it is now. */
    approve(number: number, approval: Pick<Approval, 'by' | 'member'>): void;
    /** Takes that person's approval back. */
    withdraw(number: number, by: string): void;
    /** Puts the merge request into a merge queue, which builds these commits for it. */
    queue(number: number, candidates: readonly Sha[]): void;
    /** Gives the note's id. */
    note(number: number, note: MemoryNote): number;
    /** What the bot said to a note without words. */
    reactions(number: number, id: number): readonly Acknowledgement[];
    /** All notes, oldest first. */
    notes(number: number): readonly MemoryNote[];
    /** The newest status of each context. */
    statuses(head: Sha): readonly CommitStatus[];
    /** What the forge shows of a target; null when it has no such environment. */
    environment(target: Target): MemoryEnvironment | null;
    /** How often the bot wrote anything. */
    writes(): number;
  };
}

const COMMENT = '<!-- runway:comment -->';

export function createMemoryForge(options: MemoryForgeOptions): MemoryForge {
  const world: World = {
    environments: new Map(),
    requests: new Map(),
    closers: new Map(),
    approvals: new Map(),
    candidates: new Map(),
    notes: new Map(),
    notesWritten: 0,
    statuses: new Map(),
    writes: 0,
  };
  return { forge: forgeOf(world, options), people: peopleOf(world, options) };
}

type Writing = Pick<
  Forge,
  'comment' | 'notify' | 'acknowledge' | 'status' | 'propose' | 'deployment' | 'close'
>;

function forgeOf(world: World, options: MemoryForgeOptions): Forge {
  return { ...reading(world, options), ...writing(world, options) };
}

function newestFirst(world: World): MergeRequest[] {
  return [...world.requests.values()].reverse();
}

function reading(world: World, options: MemoryForgeOptions): Omit<Forge, keyof Writing> {
  return {
    commentLimit: 60_000,
    reference: (number) => `!${number}`,
    self: async () => options.self,
    mergeRequest: async (number) => world.requests.get(number) ?? null,
    mergeRequests: async ({ state, source, updatedAfter }) =>
      newestFirst(world)
        .filter((each) => state === 'all' || each.state === state)
        .filter((each) => source === undefined || (each.source === source && each.sameProject))
        .filter((each) => updatedAfter === undefined || each.updatedAt > updatedAfter),
    mergeRequestOf: async (commit) =>
      newestFirst(world).find(
        (each) => each.mergeCommit === commit && each.target === options.defaultBranch,
      ) ?? null,
    closedBy: async (number) => world.closers.get(number) ?? null,
    approvals: async (number) => {
      const author = world.requests.get(number)?.author;
      return (world.approvals.get(number) ?? []).filter(({ by }) => by !== author);
    },
    candidates: async (number) => world.candidates.get(number) ?? [],
    redeliver: async () => 0,
  };
}

function writing(world: World, options: MemoryForgeOptions): Writing {
  const say = (number: number, marker: string, markdown: string): void => {
    world.writes += 1;
    writeNote(world, number, { author: options.self, body: marked(marker, markdown) });
  };
  const notify: Forge['notify'] = async (number, key, markdown) => {
    const marker = `<!-- runway:note ${key} -->`;
    if (ours(world, options, { number, marker }) === null) say(number, marker, markdown);
  };
  return {
    comment: async (number, markdown) => {
      const there = ours(world, options, { number, marker: COMMENT });
      if (there === null) return say(number, COMMENT, markdown);
      const body = marked(COMMENT, markdown);
      if (there.note.body === body) return;
      world.writes += 1;
      notesOf(world, number)[there.at] = { ...there.note, body };
    },
    notify,
    acknowledge: async (number, id, how) => {
      const note = noteWith(world, number, id);
      if (note === null || note.reactions.has(how)) return;
      world.writes += 1;
      note.reactions.add(how);
    },
    status: async (head, _mergeRequest, status) => {
      const statuses = world.statuses.get(head) ?? new Map<string, CommitStatus>();
      if (JSON.stringify(statuses.get(status.context)) === JSON.stringify(status)) return;
      world.writes += 1;
      world.statuses.set(head, statuses.set(status.context, status));
    },
    propose: async (proposal) => propose(world, options, proposal),
    deployment: async (deployment) => recordDeployment(world, deployment),
    close: async (number, because) => {
      if (requestOf(world, number).state !== 'open') return;
      await notify(number, `closed-${because}`, because);
      world.writes += 1;
      close(world, options, { number, by: options.self });
    },
  };
}

function ours(
  world: World,
  { self }: MemoryForgeOptions,
  { number, marker }: { number: number; marker: string },
): { readonly at: number; readonly note: KeptNote } | null {
  const notes = notesOf(world, number);
  const at = notes.findIndex(({ author, body }) => author === self && body.startsWith(marker));
  const note = notes[at];
  return note === undefined ? null : { at, note };
}

function propose(world: World, options: MemoryForgeOptions, proposal: Proposal): MergeRequest {
  const { branch, target, title, body } = proposal;
  const open = newestFirst(world).find(
    (each) => each.state === 'open' && each.source === branch && each.sameProject,
  );
  if (open?.title === title && open.description === body) return open;
  world.writes += 1;
  if (open !== undefined) {
    change(world, options, { number: open.number, title, description: body });
    return requestOf(world, open.number);
  }
  const head = options.tip(branch);
  const fresh = { source: branch, title, description: body, author: options.self, head, target };
  return requestOf(world, openRequest(world, options, fresh));
}

function close(
  world: World,
  options: MemoryForgeOptions,
  { number, by }: { number: number; by: string },
): void {
  world.closers.set(number, by);
  change(world, options, { number, state: 'closed' });
}

function peopleOf(world: World, options: MemoryForgeOptions): MemoryForge['people'] {
  return {
    open: (request) => openRequest(world, options, { ...request, target: options.defaultBranch }),
    push: (number, head) => change(world, options, { number, head }),
    merge: (number, commit) =>
      change(world, options, { number, state: 'merged', mergeCommit: commit }),
    close: (number, by) => close(world, options, { number, by }),
    reopen: (number) => {
      world.closers.delete(number);
      change(world, options, { number, state: 'open' });
    },
    approve: (number, { by, member }) => {
      const others = (world.approvals.get(number) ?? []).filter((each) => each.by !== by);
      const { head } = requestOf(world, number);
      world.approvals.set(number, [...others, { by, commit: head, member }]);
    },
    withdraw: (number, by) => {
      const others = (world.approvals.get(number) ?? []).filter((each) => each.by !== by);
      world.approvals.set(number, others);
    },
    queue: (number, candidates) => void world.candidates.set(number, candidates),
    note: (number, note) => writeNote(world, number, note),
    reactions: (number, id) => [...(noteWith(world, number, id)?.reactions ?? [])],
    notes: (number) => [...notesOf(world, number)],
    statuses: (head) => [...(world.statuses.get(head)?.values() ?? [])],
    environment: (target) => world.environments.get(target) ?? null,
    writes: () => world.writes,
  };
}

function marked(marker: string, markdown: string): string {
  return markdown.startsWith(marker) ? markdown : `${marker}\n${markdown}`;
}
