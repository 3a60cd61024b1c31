// What people do on the forge in memory, and what they see there.

import type { Acknowledgement, Approval, CommitStatus, Sha } from '../../ports/forge.ts';
import type { Target } from '../../resources/address.ts';
import {
  change,
  closeRequest,
  notesOf,
  noteWith,
  openRequest,
  requestOf,
  writeNote,
} from './forge-world.ts';
import type {
  MemoryEnvironment,
  MemoryForgeOptions,
  MemoryNote,
  NewMergeRequest,
  World,
} from './forge-world.ts';

export interface MemoryPeople {
  open(request: NewMergeRequest): number;
  push(number: number, head: Sha): void;
  /** Turns the merge request to another branch. */
  retarget(number: number, target: string): void;
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
}

export function peopleOf(world: World, options: MemoryForgeOptions): MemoryPeople {
  return {
    open: (request) => openRequest(world, options, { ...request, target: options.defaultBranch }),
    push: (number, head) => change(world, options, { number, head }),
    retarget: (number, target) => change(world, options, { number, target }),
    merge: (number, commit) =>
      change(world, options, { number, state: 'merged', mergeCommit: commit }),
    close: (number, by) => closeRequest(world, options, { number, by }),
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
