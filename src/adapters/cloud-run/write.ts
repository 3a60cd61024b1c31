// Steps on one service become one request: the union of what they change, and nothing else.

import { canonical } from '../../resources/canonical.ts';
import type { Kinds, TemplateHash } from '../../resources/kinds.ts';
import type { Marks } from '../../resources/resource.ts';
import { attemptOf } from '../../resources/revision.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Making } from '../../plan/plan.ts';
import type { Write } from '../../ports/provider.ts';
import { outdated } from '../../ports/refusals.ts';
import type { Change, Creation } from './client/api.ts';
import { marked } from './marks.ts';
import type { Known } from './observe.ts';
import { ownLabels } from '../../resources/own-labels.ts';
import { clearing, snakeCase } from './translation/service-leftovers.ts';
import { CLOSED, wireEndpoint, wireScaling, wireTemplate } from './translation/to-wire.ts';
import { pinned, share, shifted } from './translation/traffic.ts';
import type { WireService } from './translation/wire.ts';

export type RunKind = 'Service' | 'Traffic' | 'Endpoint';

/** Members that a request writes; the keys become the field mask. */
type Draft = { -readonly [M in keyof WireService]: WireService[M] };

/**
 * A new service serves its first revision at once, since Cloud Run has nothing else to serve; it starts closed,
 * and its Endpoint step opens it. Null when no step makes a service.
 */
export function creationOf(write: Write<RunKind>): Creation | null {
  const step = write.steps.find((candidate) => candidate.kind === 'Service');
  if (step === undefined || step.revision === null) return null;
  const { environment, workload } = splitTarget(write.target);
  const { spec } = step.after;
  return {
    name: workload,
    validateOnly: false,
    service: {
      labels: { ...spec.labels, ...ownLabels(environment, workload) },
      annotations: marked({}, write.marks),
      template: wireTemplate(spec.template, step.revision),
      traffic: [share(step.revision, 100)],
      scaling: wireScaling(spec.scaling),
      ...wireEndpoint(CLOSED),
    },
  };
}

/** Null when there is nothing to write. `now` (ISO 8601) is when a service counts as parked. */
export function changeOf(write: Write<RunKind>, known: Known, now: string): Change | null {
  const draft: Draft = {};
  let marks = write.marks;
  const dropped: string[] = [];
  for (const step of write.steps) {
    if (step.action === 'park') {
      park(draft, known);
      marks = { parkedAt: known.seen.service.facts.marks.parkedAt ?? now, ...marks };
    } else {
      if (step.kind === 'Service') dropped.push(...changeService(draft, step, known));
      if (step.kind === 'Traffic') changeTraffic(draft, step, known);
      if (step.kind === 'Endpoint') Object.assign(draft, wireEndpoint(step.after.spec));
    }
  }
  changeAnnotations(draft, known, { marks, dropped });
  const mask = Object.keys(draft).map(snakeCase).sort();
  if (mask.length === 0) return null;
  const { workload } = splitTarget(write.target);
  const service = { ...draft, etag: known.wire.etag ?? '' };
  return { name: workload, service, mask, validateOnly: false };
}

function park(draft: Draft, { wire }: Known): void {
  Object.assign(draft, wireEndpoint(CLOSED));
  draft.scaling = wireScaling({
    minInstances: 0,
    maxInstances: wire.scaling?.maxInstanceCount ?? 0,
  });
}

/** The template goes along only when it makes a revision, and never takes requests by itself. */
function changeService(draft: Draft, step: Making<'Service'>, known: Known): readonly string[] {
  const { spec } = step.after;
  const { spec: live, facts } = known.seen.service;
  const existing = facts.revisions.find(({ name }) => name === step.revision);
  if (step.revision !== null && (existing === undefined || existing.state === 'failed')) {
    draft.template = wireTemplate(spec.template, step.revision);
    const current = pinned(known.wire);
    // Where nothing has ever served there is nothing to keep serving.
    const serving = current.some(({ percent }) => (percent ?? 0) > 0);
    draft.traffic = serving
      ? current
      : shifted(known.wire, [{ revision: step.revision, percent: 100 }]);
  }
  if (canonical(spec.scaling) !== canonical(live.scaling))
    draft.scaling = wireScaling(spec.scaling);
  if (canonical(spec.labels) !== canonical(live.labels)) {
    const { environment, workload } = splitTarget(step.target);
    draft.labels = { ...spec.labels, ...ownLabels(environment, workload) };
  }
  return clearLeftovers(draft, spec, known);
}

/** Sets back what a person set on the service beside Runway. Returns the annotations that go. */
function clearLeftovers(draft: Draft, spec: Kinds['Service'], known: Known): readonly string[] {
  const paths = Object.keys(known.seen.service.spec.unmanaged);
  const { annotations, members } = clearing(paths.filter((path) => !(path in spec.unmanaged)));
  for (const member of members) {
    if (member === 'scaling') draft.scaling = wireScaling(spec.scaling);
    else if (member === 'traffic') draft.traffic ??= pinned(known.wire);
    else if (member === 'ingress') draft.ingress = wireEndpoint(CLOSED).ingress;
    // Named in the mask and absent from the message: the API sets it back to its default.
    else Object.assign(draft, { [member]: undefined });
  }
  return annotations;
}

function changeTraffic(draft: Draft, step: Making<'Traffic'>, known: Known): void {
  if (draft.template !== undefined) return;
  const shares = step.after.spec.shares.filter(({ percent }) => percent > 0);
  draft.traffic = shifted(
    known.wire,
    shares.map(({ template, percent }) => ({
      revision: revisionFor(template, step, { known, only: shares.length === 1 }),
      percent,
    })),
  );
}

/** The wanted template's share goes where the step says; any other stays where it is served now. */
function revisionFor(
  template: TemplateHash,
  step: Making<'Traffic'>,
  { known, only }: { readonly known: Known; readonly only: boolean },
): string {
  const { revisions } = known.seen.service.facts;
  const { workload } = splitTarget(step.target);
  if (step.revision !== null) {
    const chosen = revisions.find(({ name }) => name === step.revision);
    const holds =
      chosen?.template === template || attemptOf(step.revision, workload, template) !== null;
    if (only || holds) return step.revision;
  }
  const serving = known.seen.traffic.facts.routes.filter(({ percent }) => percent > 0);
  const current = revisions.find(
    ({ name, template: held }) =>
      held === template && serving.some(({ revision }) => revision === name),
  );
  if (current === undefined) {
    const words = `No revision of ${step.target} that serves holds the template ${template}.`;
    throw outdated(words);
  }
  return current.name;
}

function changeAnnotations(
  draft: Draft,
  { wire }: Known,
  change: { readonly marks: Partial<Marks>; readonly dropped: readonly string[] },
): void {
  const before = wire.annotations ?? {};
  const kept = Object.fromEntries(
    Object.entries(before).filter(([name]) => !change.dropped.includes(name)),
  );
  const after = marked(kept, change.marks);
  if (canonical(after) !== canonical(before)) draft.annotations = after;
}
