// Small builders of resources, wished and observed, for tests of what is decided about them.

import type { Target } from '../../src/resources/address.ts';
import { addressOf } from '../../src/resources/address.ts';
import type { Digest, Kind, Kinds, Template } from '../../src/resources/kinds.ts';
import type { Facts, Health, Observed, Resource, Revision } from '../../src/resources/resource.ts';
import { templateHash } from '../../src/resources/revision.ts';

export const target: Target = 'production/checkout';
export const region = 'us-east1';

export function digest(letter: string): Digest {
  return `sha256:${letter.repeat(64)}`;
}

export function template(changes: Partial<Template> = {}): Template {
  return {
    image: `us-docker.pkg.dev/acme-runway-production/checkout@${digest('a')}`,
    port: 8080,
    protocol: 'http1',
    environment: { LOG_LEVEL: 'info', RUNWAY_VERSION: '1.4.1' },
    secrets: {},
    serviceAccount: null,
    cpu: '1000m',
    memory: '512Mi',
    startupCpuBoost: true,
    cpuAlwaysAllocated: false,
    concurrency: 80,
    timeoutSeconds: 60,
    executionEnvironment: 'default',
    startupProbe: {
      check: { type: 'http', path: '/healthz' },
      initialDelaySeconds: 0,
      timeoutSeconds: 1,
      periodSeconds: 10,
      failureThreshold: 3,
    },
    livenessProbe: null,
    network: null,
    unmanaged: {},
    ...changes,
  };
}

export function serviceSpec(changes: Partial<Kinds['Service']> = {}): Kinds['Service'] {
  return {
    template: template(),
    scaling: { minInstances: 0, maxInstances: 20 },
    labels: { department: 'payments' },
    unmanaged: {},
    ...changes,
  };
}

export function resource<K extends Kind>(
  kind: K,
  spec: Kinds[K],
  at: { readonly target?: Target; readonly region?: string | null } = {},
): Resource<K> {
  const of = at.target ?? target;
  const where = kind === 'Image' ? null : at.region === undefined ? region : at.region;
  return {
    kind,
    address: addressOf(of, kind, where),
    target: of,
    region: where,
    spec,
  };
}

export function observed<K extends Kind>(
  wanted: Resource<K>,
  facts: Facts[K],
  changes: { readonly owned?: boolean; readonly health?: Health } = {},
): Observed<K> {
  const health = changes.health ?? { status: 'healthy' };
  return { ...wanted, facts, owned: changes.owned ?? true, health };
}

/** All four kinds in one region, as a manifest would compile to them. */
export function desired(changes: Partial<Template> = {}, at: string = region): Resource[] {
  const wanted = template(changes);
  const [repository = '', id = ''] = wanted.image.split('@');
  return [
    resource('Image', {
      source: 'registry.acme.dev/acme/checkout',
      repository,
      digest: id as Digest,
    }),
    resource('Service', serviceSpec({ template: wanted }), { region: at }),
    resource(
      'Traffic',
      { shares: [{ template: templateHash(wanted), percent: 100 }] },
      { region: at },
    ),
    resource('Endpoint', { ingress: 'all', invokerCheck: false }, { region: at }),
  ];
}

export function revision(of: Template, changes: Partial<Revision> = {}): Revision {
  const hash = templateHash(of);
  return {
    name: `checkout-${hash}-1`,
    template: hash,
    version: of.environment['RUNWAY_VERSION'] ?? null,
    image: of.image,
    secrets: Object.values(of.secrets),
    createdAt: '2026-11-20T10:00:00Z',
    state: 'ready',
    message: '',
    ...changes,
  };
}

export const noMarks = {
  intent: null,
  commit: null,
  mergeRequest: null,
  hold: null,
  parkedAt: null,
} as const;

export interface Live {
  readonly template: Template;
  /** Besides the one that serves. */
  readonly revisions?: readonly Revision[];
  readonly service?: Partial<Kinds['Service']>;
  readonly endpoint?: Kinds['Endpoint'];
  readonly region?: string;
  readonly settled?: boolean;
  readonly health?: Health;
}

/** A region where one template serves everything. */
export function serving(live: Live): Observed[] {
  const at = { region: live.region ?? region };
  const revisions = [revision(live.template), ...(live.revisions ?? [])];
  const hash = templateHash(live.template);
  const name = revisions[0]?.name ?? '';
  const health = live.health ?? { status: 'healthy' };
  return [
    observed(
      resource('Service', serviceSpec({ template: live.template, ...live.service }), at),
      { marks: noMarks, revisions, closely: true },
      { health },
    ),
    observed(resource('Traffic', { shares: [{ template: hash, percent: 100 }] }, at), {
      routes: [{ revision: name, percent: 100, tag: null }],
      settled: live.settled ?? true,
    }),
    observed(resource('Endpoint', live.endpoint ?? { ingress: 'all', invokerCheck: false }, at), {
      host: 'checkout.example.run',
    }),
  ];
}

export function image(of: Template): Observed {
  const [repository = '', id = ''] = of.image.split('@');
  return observed(
    resource('Image', {
      source: 'registry.acme.dev/acme/checkout',
      repository,
      digest: id as Digest,
    }),
    { platforms: ['linux/amd64'] },
  );
}
