// Keeps the forge's deployment records beside the ledger, without ever standing in a deployment's way.

import { Failure } from '../../ports/failure.ts';
import type { Deployment } from '../../ports/forge.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
import { recent } from '../recent.ts';
import { deploymentState, untold } from './deployment-state.ts';
import type { Situation } from './look.ts';

export interface DeploymentRecords {
  /**
   * Tells the forge how the target's newest converging stands, where it does not know. Never fails for what the forge does:
   * that is logged once, and the next resync makes up for it. For the pass that holds the target's lease only.
   */
  keep(situation: Situation): Promise<void>;
}

type Needs = Pick<Outside, 'forge' | 'ledger' | 'clock' | 'log' | 'settings'>;

/** Longer than this a pass does not wait for a record. */
const PATIENCE_MS = 3_000;
/** A forge that does not answer is left alone for so long: by then what it may still do late has been done. */
const PAUSE_MS = 60_000;
const REMEMBERED = 5_000;

export function createDeploymentRecords(outside: Needs): DeploymentRecords {
  const { forge, ledger, clock, log, settings } = outside;
  const complaints = recent<string>(REMEMBERED);
  let pausedUntil = 0;

  /** True when the forge has said that it is done. */
  async function tell(deployment: Deployment): Promise<boolean> {
    const over = new AbortController();
    const told = forge.deployment(deployment).then(() => true as const);
    const late = clock.sleep(PATIENCE_MS, over.signal).then(() => false as const);
    try {
      if (await Promise.race([told, late])) return true;
      // What comes of it is seen when it is told again.
      told.catch(() => undefined);
      complain(deployment, 'the forge takes too long', PAUSE_MS);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const pauseMs = error.retry === 'later' ? Math.max(PAUSE_MS, error.retryAfterMs ?? 0) : 0;
      complain(deployment, `${error.code}: ${error.message} ${error.hint}`, pauseMs);
    } finally {
      over.abort();
    }
    return false;
  }

  function complain({ target, state }: Deployment, because: string, pauseMs: number): void {
    pausedUntil = Math.max(pausedUntil, clock.now().getTime() + pauseMs);
    if (complaints.get(target) === because) return;
    complaints.set(target, because);
    log.warn('deployment record not kept', { target, state, reason: because });
  }

  return {
    async keep({ target, observed }) {
      if (clock.now().getTime() < pausedUntil) return;
      const [newest, before] = await ledger.history(target, 2);
      if (newest === undefined || !untold(newest)) return;
      const state = deploymentState(newest);
      if (state === null) return;
      const deployment: Deployment = {
        target,
        tier: tierOf(target),
        commit: newest.commit,
        branch: settings.defaultBranch,
        state,
        url: urlOf(observed),
        first: before === undefined,
      };
      if (await tell(deployment)) await ledger.recorded(newest.id, state);
    },
  };
}

/** By the name that people gave the environment. */
export function tierOf(target: Target): Deployment['tier'] {
  const { environment } = splitTarget(target);
  const [first = ''] = environment.split('-');
  const tiers: readonly (readonly [RegExp, Deployment['tier']])[] = [
    [/^(prod|prd|production|live)$/, 'production'],
    [/^(staging|stage|stg|preprod|pre|demo)$/, 'staging'],
    [/^(test|testing|qa|uat|acceptance|integration)$/, 'testing'],
    [/^(dev|development|review|sandbox)$/, 'development'],
  ];
  return tiers.find(([name]) => name.test(first))?.[1] ?? 'other';
}

/** Of several regions the first by name, so that it stays the same. */
function urlOf(observed: Situation['observed']): string | null {
  const hosts = observed.flatMap((seen) =>
    seen.kind === 'Endpoint' && seen.owned && seen.facts.host !== null
      ? [{ region: seen.region ?? '', host: seen.facts.host }]
      : [],
  );
  const [first] = hosts.sort((a, b) => (a.region < b.region ? -1 : 1));
  return first === undefined ? null : `https://${first.host}`;
}

/** At most this many a resync: one after a long silence of the forge must not crowd out what people wait for. */
const MOST_AT_ONCE = 50;

/** Targets whose newest converging the forge does not know, the newest first. */
export function untoldTargets(known: readonly Convergence[]): readonly Target[] {
  return known
    .filter(untold)
    .slice(0, MOST_AT_ONCE)
    .map(({ target }) => target);
}
