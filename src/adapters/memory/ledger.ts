// The ledger in memory: the same promises as the one in SQL, for tests and one-off runs.

import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../ports/clock.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Outcome } from '../../plan/outcome.ts';
import type { Convergence, Ledger, NewConvergence, Tally } from '../../ports/ledger.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import type { Digest } from '../../resources/kinds.ts';
import { byText } from '../../resources/text-order.ts';

export function createMemoryLedger(clock: Clock): Ledger {
  const convergences: Convergence[] = [];
  const pins = new Map<string, { digest: Digest; commit: string | null }>();
  let resynced: Sha | null = null;
  const now = () => clock.now().toISOString();

  function change(id: number, fields: (known: Convergence) => Partial<Convergence>): Convergence {
    const known = convergences[id - 1];
    if (known === undefined) throw new Error(`The ledger holds no convergence ${id}.`);
    const changed = { ...known, ...fields(known) };
    convergences[id - 1] = changed;
    return changed;
  }

  /** Newest first. */
  const of = (target: Target) =>
    convergences.filter((found) => found.target === target).toReversed();

  function newest(): readonly Convergence[] {
    const targets = new Set(convergences.map(({ target }) => target));
    return [...targets].flatMap((target) => of(target).slice(0, 1)).sort((a, b) => b.id - a.id);
  }

  const end = (id: number, outcome: Outcome) =>
    change(id, (known) =>
      known.outcome?.type === 'superseded' || isDeepStrictEqual(known.outcome, outcome)
        ? {}
        : { outcome, endedAt: now() },
    );

  function begin(start: NewConvergence, by: string): Convergence {
    const [before] = of(start.target);
    if (before !== undefined && before.outcome === null) end(before.id, { type: 'superseded', by });
    const begun: Convergence = {
      id: convergences.length + 1,
      ...start,
      startedAt: now(),
      progress: [],
      tried: [],
      recorded: null,
      outcome: null,
      endedAt: null,
    };
    convergences.push(begun);
    return begun;
  }

  return {
    begin: async (start, by) => begin(start, by),
    async tried(id, revision) {
      change(id, ({ tried }) => ({ tried: [...new Set([...tried, revision])] }));
    },
    async progressed(id, progress) {
      change(id, () => ({ progress }));
    },
    ended: async (id, outcome) => end(id, outcome),
    async recorded(id, state) {
      change(id, () => ({ recorded: state }));
    },
    latest: async (target) => of(target)[0] ?? null,
    history: async (target, limit) => of(target).slice(0, limit),
    all: async () => newest(),
    async tally() {
      const counted = new Map<string, Tally>();
      for (const { target, outcome } of newest()) {
        const { environment } = splitTarget(target);
        const state = outcome?.type ?? 'under way';
        const id = `${environment} ${state}`;
        const count = (counted.get(id)?.count ?? 0) + 1;
        counted.set(id, { environment, state, count });
      }
      return [...counted].sort(([a], [b]) => byText(a, b)).map(([, tally]) => tally);
    },
    async pin(image, version, digest, commit) {
      const key = JSON.stringify([image, version]);
      if (!pins.has(key)) pins.set(key, { digest, commit });
    },
    pinned: async (image, version) => pins.get(JSON.stringify([image, version])) ?? null,
    resynced: async () => resynced,
    async setResynced(commit) {
      resynced = commit;
    },
  };
}
