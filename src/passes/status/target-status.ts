// What a target is doing in each of its regions, judged from Git, live state and what the bot remembers.

import type { Outcome } from '../../plan/outcome.ts';
import { withRunningCopies } from '../../plan/secret-versions.ts';
import type { Target } from '../../resources/address.ts';
import type { Marks, Observed } from '../../resources/resource.ts';
import { canonical } from '../../resources/canonical.ts';
import type { Asked } from '../converge/look.ts';

export type State =
  | 'serving'
  | 'deploying'
  | 'failed'
  | 'held'
  | 'parked'
  | 'absent'
  /** Its environment could not be looked at. */
  | 'unreachable';

export interface TargetStatus {
  readonly target: Target;
  readonly region: string;
  /** Of what serves now; null when nothing does. */
  readonly version: string | null;
  readonly digest: string | null;
  readonly revision: string | null;
  readonly host: string | null;
  readonly state: State;
  /** Why it is held or failed, or what it waits for; empty when there is nothing to say. */
  readonly reason: string;
}

export interface StatusInput {
  readonly target: Target;
  readonly asked: Asked;
  readonly intent: string;
  readonly observed: readonly Observed[];
  /** How the last converging to this intent ended, where the bot remembers one. */
  readonly outcome: Outcome | null;
  /** What the converging that is under way waits for; null where it gets on. */
  readonly waits: string | null;
  /** Why its environment could not be looked at; null when it was. */
  readonly unreachable: string | null;
}

/** One row for each region that is wanted or where something of the target runs; sorted. */
export function targetStatus(input: StatusInput): readonly TargetStatus[] {
  const wanted = input.asked.type === 'release' ? input.asked.compiled.resources : [];
  const mine = input.observed.filter(({ owned }) => owned);
  const regions = new Set([...wanted, ...mine].flatMap(({ region }) => region ?? []));
  // Documents that cannot stand name no region, and must not make the target vanish.
  if (regions.size === 0 && (input.asked.type === 'unusable' || input.unreachable !== null))
    return [rowOf(input, '')];
  return [...regions].sort().map((region) => rowOf(input, region));
}

function rowOf(input: StatusInput, region: string): TargetStatus {
  const here = input.observed.filter((seen) => seen.region === region && seen.owned);
  const service = here.find((seen) => seen.kind === 'Service');
  const traffic = here.find((seen) => seen.kind === 'Traffic');
  const endpoint = here.find((seen) => seen.kind === 'Endpoint');
  const [route] = [...(traffic?.facts.routes ?? [])].sort((a, b) => b.percent - a.percent);
  const serves = route !== undefined && route.percent > 0;
  return {
    target: input.target,
    region,
    version: serves ? (service?.spec.template.environment['RUNWAY_VERSION'] ?? null) : null,
    digest: serves ? (service?.spec.template.image.split('@')[1] ?? null) : null,
    revision: serves ? route.revision : null,
    host: endpoint?.facts.host ?? null,
    ...stateOf(input, service?.facts.marks ?? null, traffic ?? null),
  };
}

function stateOf(
  { asked, intent, observed, outcome, waits, unreachable }: StatusInput,
  marks: Marks | null,
  traffic: Observed<'Traffic'> | null,
): Pick<TargetStatus, 'state' | 'reason'> {
  if (unreachable !== null) return { state: 'unreachable', reason: unreachable };
  const hold = marks?.hold ?? null;
  if (hold !== null && hold.intent === null) return { state: 'held', reason: hold.reason };
  if (hold !== null && hold.intent === intent) return { state: 'failed', reason: hold.reason };
  if (outcome?.type === 'failed') return { state: 'failed', reason: outcome.reason };
  if (outcome?.type === 'held') return { state: 'held', reason: outcome.reason };
  if (asked.type === 'unusable') return { state: 'held', reason: firstMistake(asked) };
  if (marks === null) return { state: 'absent', reason: waits ?? '' };
  if (marks.parkedAt !== null) return { state: 'parked', reason: `since ${marks.parkedAt}` };
  if (marks.intent !== intent || traffic?.facts.settled !== true) {
    return { state: 'deploying', reason: waits ?? '' };
  }
  return { state: 'serving', reason: differing({ asked, observed }, traffic) };
}

/** Marks tell what was written; what serves may have been moved since, past Runway. */
function differing(
  { asked, observed }: Pick<StatusInput, 'asked' | 'observed'>,
  { region, spec }: Observed<'Traffic'>,
): string {
  if (asked.type !== 'release') return '';
  const { resources, release } = asked.compiled;
  const wanted = withRunningCopies(resources, observed).find(
    (resource) => resource.kind === 'Traffic' && resource.region === region,
  );
  return wanted === undefined || canonical(wanted.spec) === canonical(spec)
    ? ''
    : `not what Git asks for, which is ${release?.version ?? 'another'}`;
}

function firstMistake({ diagnostics }: Extract<Asked, { type: 'unusable' }>): string {
  const [first] = diagnostics;
  return first === undefined
    ? 'its documents are invalid'
    : `${first.at.path}:${first.at.line} ${first.summary}`;
}
