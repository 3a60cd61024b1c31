// Whether a release that serves in one environment is offered to the next.

import { durationMs } from '../documents/duration.ts';
import type {
  Deployment,
  Environment,
  Release,
  Workload,
} from '../documents/generated/documents.ts';
import { releaseComplete } from '../documents/release.ts';
import type { CompleteRelease } from '../documents/release.ts';

export interface Question {
  readonly workload: Workload;
  readonly receiving: {
    readonly environment: Environment;
    /** Null: the workload has no file there yet. */
    readonly deployment: Deployment | null;
  };
  readonly source: {
    readonly deployment: Deployment | null;
    /** Since when exactly this release has served; null when it does not. */
    readonly servingSince: Date | null;
    /** The digest that serves is the digest that Git asks for. */
    readonly proven: boolean;
  };
  /** Releases whose promotion to this target a person has closed. */
  readonly declined: readonly { readonly version: string; readonly digest: string }[];
  readonly now: Date;
}

export type Offer =
  | { readonly type: 'nothing'; readonly because: Reason }
  /** It must serve longer first. */
  | { readonly type: 'wait'; readonly until: Date; readonly release: CompleteRelease }
  | { readonly type: 'declined'; readonly release: CompleteRelease }
  | { readonly type: 'offer'; readonly release: CompleteRelease };

export type Reason =
  /** The inventory does not list the environment for this workload. */
  | 'not listed'
  /** There is no completed release to offer. */
  | 'no release'
  | 'not proven'
  | 'there already';

/**
 * Whatever serves in the environment before is offered, whether its version sorts above or below: going back is a
 * release like any other. Asked anew on every pass; nothing is remembered but what the forge and the ledger say.
 */
export function offer({ workload, receiving, source, declined, now }: Question): Offer {
  const { environment, deployment } = receiving;
  if (!workload.spec.environments.includes(environment.metadata.name)) return nothing('not listed');
  if (source.deployment === null || !releaseComplete(source.deployment)) {
    return nothing('no release');
  }
  const { release } = source.deployment;
  if (deployment !== null && same(deployment.release, release)) return nothing('there already');
  if (!source.proven || source.servingSince === null) return nothing('not proven');
  if (declined.some((each) => each.version === release.version && each.digest === release.digest)) {
    return { type: 'declined', release };
  }
  const until = new Date(source.servingSince.getTime() + soakMs(environment));
  return until > now ? { type: 'wait', until, release } : { type: 'offer', release };
}

/** Milliseconds that a release must have served in the environment before. */
function soakMs({ spec }: Environment): number {
  return spec.promotion?.soak === undefined ? 0 : durationMs(spec.promotion.soak);
}

function nothing(because: Reason): Offer {
  return { type: 'nothing', because };
}

/** A file whose digest the bot has still to complete says by its version what is wanted. */
function same(there: Release, offered: CompleteRelease): boolean {
  return (
    there.version === offered.version &&
    (there.digest === undefined || there.digest === offered.digest)
  );
}
