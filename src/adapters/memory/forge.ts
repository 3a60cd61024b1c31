// A forge that lives in memory: for tests and for trying things without a server.

import type { CommitStatus, Forge, MergeRequest, Proposal } from '../../ports/forge.ts';
import { recordDeployment } from './forge-deployments.ts';
import { peopleOf, type MemoryPeople } from './forge-people.ts';
import {
  change,
  closeRequest,
  notesOf,
  noteWith,
  openRequest,
  requestOf,
  writeNote,
} from './forge-world.ts';
import type { KeptNote, MemoryForgeOptions, World } from './forge-world.ts';

export type { MemoryForgeOptions, MemoryNote, NewMergeRequest } from './forge-world.ts';

export interface MemoryForge {
  readonly forge: Forge;
  /** What people do on the forge. */
  readonly people: MemoryPeople;
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
  | 'comment'
  | 'recomment'
  | 'notify'
  | 'acknowledge'
  | 'status'
  | 'propose'
  | 'deployment'
  | 'merge'
  | 'close'
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
  const recomment: Forge['recomment'] = async (number, markdown) => {
    const marker = markerOf(markdown);
    const there = ours(world, options, { number, marker });
    if (there === null) return false;
    const body = marked(marker, markdown);
    if (there.note.body === body) return true;
    world.writes += 1;
    notesOf(world, number)[there.at] = { ...there.note, body };
    return true;
  };
  return {
    recomment,
    comment: async (number, markdown) => {
      if (!(await recomment(number, markdown))) say(number, markerOf(markdown), markdown);
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
    merge: async (number, head) => {
      const request = requestOf(world, number);
      if (request.state === 'merged') return { type: 'merged' };
      if (request.state !== 'open') return { type: 'refused', because: 'it is closed' };
      if (request.head !== head) return { type: 'refused', because: 'its head has moved on' };
      const mergeCommit = await (options.land?.(request) ?? Promise.resolve(head));
      if (mergeCommit === null) return { type: 'refused', because: 'it is in conflict' };
      world.writes += 1;
      change(world, options, { number, state: 'merged', mergeCommit });
      return { type: 'merged' };
    },
    close: async (number, because) => {
      if (requestOf(world, number).state !== 'open') return;
      await notify(number, `closed-${because}`, because);
      world.writes += 1;
      closeRequest(world, options, { number, by: options.self });
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

/** The program's own, where the text begins with it. */
function markerOf(markdown: string): string {
  return /^<!-- runway:comment[a-z ]* -->/.exec(markdown)?.[0] ?? COMMENT;
}

function marked(marker: string, markdown: string): string {
  return markdown.startsWith(marker) ? markdown : `${marker}\n${markdown}`;
}
