// All that decides whether a release is offered to a receiving target.

import type { Document } from '../../documents/document.ts';
import type { Deployment, Workload } from '../../documents/generated/documents.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Question } from '../../promotion/offer.ts';
import { splitTarget, targetOf, type Target } from '../../resources/address.ts';
import { intentAsked, read } from '../converge/look.ts';
import type { Outside } from '../outside.ts';

export interface Considered {
  /** The receiving target. */
  readonly target: Target;
  readonly commit: Sha;
  /** The environment that the release comes from. */
  readonly from: string;
  readonly workload: Document<Workload>;
  readonly receiving: Document<Deployment> | null;
  readonly question: Omit<Question, 'declined' | 'now'>;
}

/** Null when the target's environment receives from nowhere, or its documents cannot stand. */
export async function consider(outside: Outside, target: Target): Promise<Considered | null> {
  const commit = await outside.repository.head(outside.settings.defaultBranch);
  if (commit === null) return null;
  const { environment, deployment, workload } = await outside.desired.target(commit, target);
  const from = environment?.value.spec.promotesFrom;
  if (environment === null || workload === null || from === undefined) return null;
  // A file that cannot stand is not the same as none: it would be overwritten.
  if (deployment === null && (await brokenFile(outside, commit, target))) return null;

  const source = targetOf(from, splitTarget(target).workload);
  const served = await servingSince(outside, commit, source);
  const sourceDocuments = await outside.desired.target(commit, source);
  return {
    target,
    commit,
    from,
    workload,
    receiving: deployment,
    question: {
      workload: workload.value,
      receiving: { environment: environment.value, deployment: deployment?.value ?? null },
      source: {
        deployment: sourceDocuments.deployment?.value ?? null,
        servingSince: served,
        proven: served !== null,
      },
    },
  };
}

async function brokenFile(outside: Outside, commit: Sha, target: Target): Promise<boolean> {
  const { environment, workload } = splitTarget(target);
  return (
    (await outside.desired.file(commit, `environments/${environment}/${workload}.yml`)) !== null
  );
}

/** When the release that Git asks for there was proven to serve; null while it is not. */
async function servingSince(outside: Outside, commit: Sha, source: Target): Promise<Date | null> {
  const latest = await outside.ledger.latest(source);
  if (latest?.outcome?.type !== 'proven' || latest.endedAt === null) return null;
  const intent = intentAsked(await read(outside, commit, source));
  if (latest.intent !== intent) return null;
  return new Date(await sinceFirstProven(outside, source, latest.endedAt));
}

/** A change of settings alone does not start the clock anew: the same release served all along. */
async function sinceFirstProven(
  outside: Outside,
  source: Target,
  endedAt: string,
): Promise<string> {
  const history = await outside.ledger.history(source, HISTORY);
  const [newest] = history;
  let since = endedAt;
  for (const entry of history) {
    if (entry.outcome?.type !== 'proven' || entry.endedAt === null) return since;
    const same =
      entry.release?.version === newest?.release?.version &&
      entry.release?.digest === newest?.release?.digest;
    if (!same) return since;
    since = entry.endedAt;
  }
  return since;
}

const HISTORY = 20;
