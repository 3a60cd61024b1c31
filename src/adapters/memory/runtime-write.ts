// What a write does to one service of the in-memory runtime: the promises of a real one, nothing more.

import type { Making } from '../../plan/plan.ts';
import type { Write } from '../../ports/provider.ts';
import { outdated } from '../../ports/refusals.ts';
import type { Template } from '../../resources/kinds.ts';
import type { Marks, Route } from '../../resources/resource.ts';
import type { MemoryService, RuntimeWorld } from './runtime-world.ts';
import { hashOf } from './runtime-world.ts';

export type RunKind = 'Service' | 'Traffic' | 'Endpoint';

interface Writing {
  readonly world: RuntimeWorld;
  readonly service: MemoryService;
  readonly now: string;
}

/** Changes the service and names what was changed. */
export function carryOut(write: Write<RunKind>, on: Writing): readonly string[] {
  const fields: string[] = [];
  for (const step of write.steps) {
    if (step.action === 'park') fields.push(...park(on));
    else if (step.kind === 'Service') fields.push(...changeService(step, on));
    else if (step.kind === 'Traffic') fields.push(...changeTraffic(step, on));
    else fields.push(...changeEndpoint(step, on));
  }
  const marks = Object.entries(write.marks).filter(([, value]) => value !== undefined);
  if (marks.length > 0) {
    on.service.marks = { ...on.service.marks, ...(Object.fromEntries(marks) as Partial<Marks>) };
    fields.push('annotations');
  }
  if (fields.length > 0) on.service.generation += 1;
  return [...new Set(fields)].sort();
}

function park({ service, now }: Writing): readonly string[] {
  service.endpoint = { ingress: 'internal', invokerCheck: true };
  service.scaling = { ...service.scaling, minInstances: 0 };
  service.marks = { ...service.marks, parkedAt: service.marks.parkedAt ?? now };
  return ['annotations', 'ingress', 'invoker_iam_disabled', 'scaling'];
}

function changeService(step: Making<'Service'>, on: Writing): readonly string[] {
  const { service } = on;
  const { template, ...rest } = step.after.spec;
  const fields: string[] = [];
  const existing = service.revisions.find(({ name }) => name === step.revision);
  if (step.revision !== null && existing?.state !== 'ready' && existing?.state !== 'starting') {
    addRevision(on, step.revision, template);
    fields.push('template', 'traffic');
  }
  service.scaling = rest.scaling;
  service.labels = { ...rest.labels };
  service.unmanaged = { ...rest.unmanaged };
  return [...fields, 'labels', 'scaling'];
}

function addRevision({ world, service, now }: Writing, name: string, template: Template): void {
  if (service.revisions.some((revision) => revision.name === name)) {
    throw outdated(`Revision ${name} exists already.`);
  }
  const message = world.brokenRevisions.shift() ?? '';
  service.revisions.push({ name, template, createdAt: now, state: 'starting', message });
  const serving = service.served.some(({ percent }) => percent > 0);
  service.asked = serving
    ? service.served
    : [{ revision: name, percent: 100, tag: null }, ...tagsOf(service)];
  service.askedAt = now;
}

function changeTraffic(step: Making<'Traffic'>, { service, now }: Writing): readonly string[] {
  const shares = step.after.spec.shares.filter(({ percent }) => percent > 0);
  const routes = shares.map(({ template, percent }) => {
    const serving = service.served.find(({ revision }) => hashOf(service, revision) === template);
    const wanted = step.revision !== null && hashOf(service, step.revision) === template;
    const revision = shares.length === 1 || wanted ? step.revision : serving?.revision;
    return { revision: revision ?? '', percent, tag: null };
  });
  service.asked = [...routes, ...tagsOf(service)];
  service.askedAt = now;
  return ['traffic'];
}

function changeEndpoint(step: Making<'Endpoint'>, { service }: Writing): readonly string[] {
  service.endpoint = step.after.spec;
  return ['ingress', 'invoker_iam_disabled'];
}

function tagsOf({ asked }: MemoryService): Route[] {
  return asked.filter(({ tag }) => tag !== null).map((route) => ({ ...route, percent: 0 }));
}
