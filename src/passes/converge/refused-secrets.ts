// A revision that was refused its secrets because the grant was not felt yet: it is made anew a little later.

import type { Progress } from '../../plan/outcome.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { accountEmail } from '../../resources/accounts.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Revision } from '../../resources/resource.ts';
import type { Situation } from './look.ts';

/**
 * As Cloud Run says it, with the account that the revision runs as.
 * https://cloud.google.com/run/docs/troubleshooting#permission-denied-on-secret
 */
const REFUSED = /Permission denied on secret: \S+ for Revision service account (\S+?)[.,]?(?:\s|$)/;

/**
 * Secrets are copied and shared before a revision asks for them, and Google says that a grant is usually felt within two
 * minutes, and that it may be seven or more. https://cloud.google.com/iam/docs/access-change-propagation
 */
const PATIENCE_MS = 15 * 60_000;
const SOONEST_MS = 2_000;
const LATEST_MS = 60_000;

export interface Attempts {
  /** Revisions of this converging whose failure is its failure. */
  readonly tried: readonly string[];
  /** No further one is made before this; null: nothing is waited for. */
  readonly notBefore: Date | null;
}

/** After its patience what Google refuses is a failure like every other. */
export function attemptsOf(
  situation: Pick<Situation, 'observed' | 'scope' | 'target'>,
  { tried, startedAt }: Pick<Convergence, 'tried' | 'startedAt'>,
): Attempts {
  const { observed, target } = situation;
  const account = runtimeAccountOf(situation);
  const revisions = observed
    .filter((seen) => seen.kind === 'Service' && seen.target === target)
    .flatMap((seen) => (seen.kind === 'Service' ? seen.facts.revisions : []));
  const refused = revisions.flatMap((revision) => {
    if (account === null || !tried.includes(revision.name)) return [];
    const anewAt = madeAnewAt(revision, account, Date.parse(startedAt));
    return anewAt === null ? [] : [{ name: revision.name, anewAt }];
  });
  const names = refused.map(({ name }) => name);
  const last = Math.max(0, ...refused.map(({ anewAt }) => anewAt));
  return {
    tried: tried.filter((name) => !names.includes(name)),
    notBefore: refused.length === 0 ? null : new Date(last),
  };
}

/** What people read of a revision that is yet to be made anew. */
export function beforeItsSecrets(line: Progress): Progress {
  if (line.subject !== 'revision' || line.state !== 'waiting') return line;
  return { ...line, words: 'when its account may read its secrets' };
}

/** Null where the environment leaves accounts to others: nothing was granted just now. */
function runtimeAccountOf({ scope, target }: Pick<Situation, 'scope' | 'target'>): string | null {
  if (scope === null || scope.identity === null) return null;
  return accountEmail(scope.runtime.project, splitTarget(target).workload, 'runtime');
}

/** Milliseconds since the epoch; ever later, since each attempt leaves a revision behind. */
function madeAnewAt(
  { createdAt, message, state }: Revision,
  account: string,
  startedAt: number,
): number | null {
  const [, refused] = REFUSED.exec(message) ?? [];
  if (state !== 'failed' || refused !== account) return null;
  const madeAt = Date.parse(createdAt);
  const waitMs = Math.min(LATEST_MS, Math.max(SOONEST_MS, (madeAt - startedAt) / 2));
  return madeAt + waitMs > startedAt + PATIENCE_MS ? null : madeAt + waitMs;
}
