// Every field of every kind is seen when it is edited, and named as a user would name it.

import { expect, test } from '@jest/globals';
import { differences } from '../../src/plan/difference.ts';
import type { Kind, Kinds } from '../../src/resources/kinds.ts';
import { digest, serviceSpec, template } from '../support/planned-resources.ts';

const full: { readonly [K in Kind]: Kinds[K] } = {
  ServiceAccount: {
    id: 'run-checkout',
    title: 'checkout runs as this',
    roles: ['roles/cloudsql.client'],
    limitedRoles: [
      { role: 'roles/secretmanager.admin', prefix: 'projects/acme/secrets/checkout__' },
    ],
  },
  Trust: {
    account: 'dep-checkout@acme.iam.gserviceaccount.com',
    impersonators: ['serviceAccount:runway@acme.iam.gserviceaccount.com'],
    actsAs: 'run-checkout@acme.iam.gserviceaccount.com',
  },
  VaultPolicy: { name: 'runway-dev-checkout', rules: 'path "x" {}', placeholder: 'runway/x' },
  VaultRole: {
    auth: 'jwt',
    name: 'runway-dev-checkout',
    audience: 'vault',
    claims: { email: 'dep-checkout@acme.iam.gserviceaccount.com', groups: ['acme/payments'] },
    policies: ['runway-dev-checkout'],
    ttlSeconds: 900,
    unmanaged: { bound_cidrs: '10.0.0.0/8' },
  },
  ImageRepository: {
    name: 'checkout',
    location: 'us',
    writers: ['serviceAccount:dep-checkout@acme.iam.gserviceaccount.com'],
    readers: ['serviceAccount:runway-plans@acme.iam.gserviceaccount.com'],
    untaggedDays: 30,
  },
  ParkedService: { deployer: 'serviceAccount:dep-checkout@acme.iam.gserviceaccount.com' },
  Secret: {
    name: 'API_KEY',
    secret: 'checkout__API_KEY',
    source: 'runway/env/dev/service/checkout/API_KEY',
    version: 8,
    readers: ['serviceAccount:run-checkout@acme.iam.gserviceaccount.com'],
  },
  Image: {
    source: 'registry.acme.dev/acme/checkout',
    repository: 'docker.pkg.dev/acme/checkout',
    digest: digest('a'),
  },
  Service: serviceSpec({
    template: template({
      livenessProbe: { ...template().startupProbe, check: { type: 'tcp' } },
      secrets: { API_KEY: { secret: 'checkout__API_KEY', version: '3' } },
      serviceAccount: 'run-checkout@acme.iam.gserviceaccount.com',
      network: { network: 'vpc', subnetwork: 'apps', egress: 'all-traffic' },
      unmanaged: { sessionAffinity: 'true' },
    }),
    unmanaged: { launchStage: 'BETA' },
  }),
  Traffic: {
    shares: [
      { template: 'aaaaaaaa' as never, percent: 75 },
      { template: 'bbbbbbbb' as never, percent: 25 },
    ],
  },
  Endpoint: { ingress: 'all', invokerCheck: false },
};

/** Every value that differs from this one in a single place. */
function edits(value: unknown): unknown[] {
  if (typeof value === 'string') return [`${value}x`, ''];
  if (typeof value === 'number') return [value + 1];
  if (typeof value === 'boolean') return [!value];
  if (Array.isArray(value)) {
    const inside = value.flatMap((member, index) =>
      edits(member).map((edited) => value.with(index, edited)),
    );
    return [...inside, value.slice(1)];
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...edits(member).map((edited) => ({ ...value, [key]: edited })),
    { ...value, [key]: null },
  ]);
}

test.each(Object.entries(full))('every single edit of a %s is seen', (_kind, spec) => {
  const all = edits(spec);

  expect(all.length).toBeGreaterThan(2);
  for (const edited of all) {
    expect({ edited, found: differences(spec, edited as typeof spec).length }).not.toEqual({
      edited,
      found: 0,
    });
  }
});

test.each(Object.entries(full))('a %s does not differ from itself', (_kind, spec) => {
  expect(differences(spec, structuredClone(spec))).toEqual([]);
});

test('a key that is added to a map is seen', () => {
  const after = serviceSpec({ template: template({ unmanaged: { maxRetries: '3' } }) });

  expect(differences(serviceSpec(), after)).toEqual([
    { path: 'template.unmanaged.maxRetries', before: null, after: '3' },
  ]);
});

test('the same key on the service and on its template are two differences', () => {
  const after = serviceSpec({
    unmanaged: { x: '1' },
    template: template({ unmanaged: { x: '2' } }),
  });

  expect(differences(serviceSpec(), after).map(({ path }) => path)).toEqual([
    'template.unmanaged.x',
    'unmanaged.x',
  ]);
});

test('the fields of a template are named without it, and a check is one field', () => {
  const before = serviceSpec();
  const after = serviceSpec({
    template: template({
      environment: { LOG_LEVEL: 'debug' },
      startupProbe: { ...template().startupProbe, check: { type: 'tcp' } },
    }),
  });

  expect(differences(before, after)).toEqual([
    { path: 'environment.LOG_LEVEL', before: 'info', after: 'debug' },
    { path: 'environment.RUNWAY_VERSION', before: '1.4.1', after: null },
    { path: 'startupProbe.check', before: 'http /healthz', after: 'tcp' },
  ]);
});

test('an empty value is not an absent one', () => {
  const before = serviceSpec({ labels: {} });
  const after = serviceSpec({ labels: { team: '' } });

  expect(differences(before, after)).toEqual([{ path: 'labels.team', before: null, after: '' }]);
});

test('an environment variable may be called like a field of ours', () => {
  const before = serviceSpec({
    template: template({ environment: { template: 'a', check: 'b' } }),
  });
  const after = serviceSpec({ template: template({ environment: { template: 'c', check: 'b' } }) });

  expect(differences(before, after)).toEqual([
    { path: 'environment.template', before: 'a', after: 'c' },
  ]);
});

test('the order of shares does not matter, and a share of nothing is none', () => {
  const { shares } = full.Traffic;
  const same = { shares: [...shares, { template: 'cccccccc' as never, percent: 0 }].reverse() };

  expect(differences(full.Traffic, same)).toEqual([]);
});
