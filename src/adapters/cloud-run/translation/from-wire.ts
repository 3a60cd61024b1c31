// One Cloud Run service, seen as the resources that stand behind it.

import { addressOf, targetOf } from '../../../resources/address.ts';
import type { EndpointSpec, ServiceSpec, Share, Template } from '../../../resources/kinds.ts';
import type { Observed, Revision } from '../../../resources/resource.ts';
import { templateHash } from '../../../resources/revision.ts';
import { byText } from '../../../resources/text-order.ts';
import { creationTrouble, revisionState, serviceHealth, trafficHealth } from './conditions.ts';
import { marksOf } from '../marks.ts';
import { templateOfRevision, templateOfService } from './normal-form.ts';
import { otherLabels } from '../../../resources/own-labels.ts';
import { owned } from '../ownership.ts';
import { serviceLeftovers } from './service-leftovers.ts';
import { routesOf, settled } from './traffic.ts';
import type { WireRevision, WireService } from './wire.ts';
import { isoTime, shortName } from './wire.ts';

export interface Sighting {
  readonly environment: string;
  readonly region: string;
  readonly service: WireService;
  /** At least those that serve. */
  readonly revisions: readonly WireRevision[];
  /** All of them. */
  readonly closely: boolean;
}

export interface Seen {
  readonly service: Observed<'Service'>;
  readonly traffic: Observed<'Traffic'>;
  readonly endpoint: Observed<'Endpoint'>;
}

export function resourcesOf(sighting: Sighting): Seen {
  const { service, environment, region } = sighting;
  const workload = shortName(service.name);
  const target = targetOf(environment, workload);
  const common = { target, region, owned: owned(service, environment) };
  const templates = templatesOf(sighting.revisions, workload);
  const isSettled = settled(service);
  return {
    service: {
      ...common,
      kind: 'Service',
      address: addressOf(target, 'Service', region),
      spec: serviceSpec(service, servingTemplate(service, templates)),
      health: serviceHealth(service),
      facts: {
        marks: marksOf(service.annotations ?? {}),
        revisions: [
          ...sighting.revisions.map((revision) => revisionOf(revision, templates)),
          ...neverMade(sighting),
        ],
        closely: sighting.closely,
      },
    },
    traffic: {
      ...common,
      kind: 'Traffic',
      address: addressOf(target, 'Traffic', region),
      spec: { shares: sharesOf(service, templates) },
      health: trafficHealth(service, isSettled),
      facts: { routes: routesOf(service), settled: isSettled },
    },
    endpoint: {
      ...common,
      kind: 'Endpoint',
      address: addressOf(target, 'Endpoint', region),
      spec: endpointSpec(service),
      health: { status: 'healthy' },
      facts: { host: service.uri ? new URL(service.uri).host : null },
    },
  };
}

type Templates = ReadonlyMap<string, Template>;

function templatesOf(revisions: readonly WireRevision[], workload: string): Templates {
  return new Map(
    revisions.map((revision) => [shortName(revision.name), templateOfRevision(revision, workload)]),
  );
}

/** The one with most requests; before any revision serves, the one that was made last. */
function servingTemplate(service: WireService, templates: Templates): Template {
  const [first] = routesOf(service)
    .filter(({ percent }) => percent > 0)
    .sort((a, b) => b.percent - a.percent);
  const serving = first === undefined ? undefined : templates.get(first.revision);
  return serving ?? templateOfService(service.template ?? {}, shortName(service.name));
}

function serviceSpec(service: WireService, template: Template): ServiceSpec {
  return {
    template,
    scaling: {
      minInstances: service.scaling?.minInstanceCount ?? 0,
      // 0 stands for no limit of the service's own; Runway always sets one.
      maxInstances: service.scaling?.maxInstanceCount ?? 0,
    },
    labels: otherLabels(service.labels),
    unmanaged: serviceLeftovers(service),
  };
}

function sharesOf(service: WireService, templates: Templates): Share[] {
  const percents = new Map<Share['template'], number>();
  for (const { revision, percent } of routesOf(service)) {
    const template = templates.get(revision);
    if (template === undefined || percent === 0) continue;
    const hash = templateHash(template);
    percents.set(hash, (percents.get(hash) ?? 0) + percent);
  }
  return [...percents]
    .map(([template, percent]) => ({ template, percent }))
    .sort((a, b) => b.percent - a.percent || byText(a.template, b.template));
}

function endpointSpec(service: WireService): EndpointSpec {
  return { ingress: ingress(service.ingress), invokerCheck: !service.invokerIamDisabled };
}

/** An ingress of none, which Runway never sets, is closest to internal; it is told as a leftover. */
function ingress(value: WireService['ingress']): EndpointSpec['ingress'] {
  if (value === 'INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER') return 'internal-and-load-balancer';
  const closed = value === 'INGRESS_TRAFFIC_INTERNAL_ONLY' || value === 'INGRESS_TRAFFIC_NONE';
  return closed ? 'internal' : 'all';
}

/**
 * A revision that was asked for and does not exist, because Cloud Run gave up before making it: it says so on the
 * service alone. Left out, it would be asked for again and again.
 */
function neverMade({ service, revisions }: Sighting): Revision[] {
  const name = shortName(service.template?.revision);
  const message = creationTrouble(service);
  const exists = revisions.some((revision) => shortName(revision.name) === name);
  if (name === '' || exists || message === null) return [];
  const template = templateOfService(service.template ?? {}, shortName(service.name));
  return [
    {
      name,
      template: templateHash(template),
      version: template.environment['RUNWAY_VERSION'] ?? null,
      image: template.image,
      secrets: Object.values(template.secrets),
      createdAt: isoTime(service.updateTime),
      state: 'failed',
      message,
    },
  ];
}

function revisionOf(wire: WireRevision, templates: Templates): Revision {
  const name = shortName(wire.name);
  const template = templates.get(name) ?? templateOfRevision(wire, shortName(wire.service));
  return {
    name,
    template: templateHash(template),
    version: template.environment['RUNWAY_VERSION'] ?? null,
    image: template.image,
    secrets: Object.values(template.secrets),
    createdAt: isoTime(wire.createTime),
    ...revisionState(wire),
  };
}
