// A ledger that can be lost and replaced under a running bot.

import type { Ledger } from '../../../src/ports/ledger.ts';

export function replaceable(ledger: () => Ledger): Ledger {
  return {
    begin: (start, by) => ledger().begin(start, by),
    tried: (id, revision) => ledger().tried(id, revision),
    progressed: (id, progress) => ledger().progressed(id, progress),
    ended: (id, outcome) => ledger().ended(id, outcome),
    recorded: (id, state) => ledger().recorded(id, state),
    latest: (target) => ledger().latest(target),
    history: (target, limit) => ledger().history(target, limit),
    all: () => ledger().all(),
    tally: () => ledger().tally(),
    pin: (image, version, digest, commit) => ledger().pin(image, version, digest, commit),
    pinned: (image, version) => ledger().pinned(image, version),
    resynced: () => ledger().resynced(),
    setResynced: (commit) => ledger().setResynced(commit),
  };
}
