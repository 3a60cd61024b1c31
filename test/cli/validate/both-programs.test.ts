// What a developer is told without a server: all that either program would refuse of these files.

import { expect, test } from '@jest/globals';
import { mistakesIn } from '../../../src/cli/validate/both-programs.ts';
import { deployment, environment, repository, told, workload } from '../../documents/files.ts';

const identity = `  identity:
    bot: runway@acme-runway.iam.gserviceaccount.com
    plans: runway-plans@acme-runway-dev.iam.gserviceaccount.com
`;
const vault = '  vault: { mount: runway, path: env/dev/service }\n';
const path = 'environments/dev/checkout.yml';

function validated(files: Readonly<Record<string, string>>): readonly string[] {
  const around = {
    'inventory/checkout.yml': workload('checkout'),
    'environments/dev/environment.yml': environment('dev', `${identity}${vault}`),
    'environments/staging/environment.yml': environment('staging', '  promotesFrom: dev\n'),
    'environments/production/environment.yml': environment('production'),
  };
  return told(mistakesIn(repository({ ...around, ...files })));
}

const pins = 'secrets: { API_KEY: 3 }\n';

test('files in order have nothing to be said of them', () => {
  const spec = '{ environment: { LEVEL: info }, secrets: [API_KEY] }';
  expect(validated({ [path]: deployment('checkout', { spec, overrides: pins }) })).toEqual([]);
});

test('a secret that is also a plain variable is told, at the variable', () => {
  const spec = '{ environment: { API_KEY: none }, secrets: [API_KEY] }';
  expect(validated({ [path]: deployment('checkout', { spec, overrides: pins }) })).toEqual([
    expect.stringMatching(
      /^environments\/dev\/checkout\.yml:9:\d+ .*`API_KEY` is both a plain variable and a secret/,
    ),
  ]);
});

test('what the runtime would refuse is told, and what has no effect is a warning', () => {
  const spec = '{ environment: { PORT: "80" }, observability: { metrics_path: /metrics } }';
  const found = validated({ [path]: deployment('checkout', { spec }) });
  expect(found).toEqual([
    expect.stringContaining('`PORT` is set by Cloud Run itself'),
    expect.stringContaining('`observability.metrics_path` has no effect'),
  ]);
});

test('secrets in an environment that has none are told, with what the platform team sets', () => {
  const file = deployment('checkout', { overrides: pins });
  expect(validated({ 'environments/staging/checkout.yml': file })).toEqual([
    expect.stringContaining('There are no secrets in staging: it has no Vault that holds them.'),
  ]);
});

test('what the bot completes on the merge request is no mistake', () => {
  const spec = '{ secrets: [API_KEY] }';
  expect(validated({ [path]: deployment('checkout', { spec }) })).toEqual([]);
  const bare = `apiVersion: runway/v1
kind: Deployment
metadata: { name: checkout }
release: { version: 1.4.2, image: registry.acme.dev/acme/checkout }
`;
  expect(validated({ [path]: bare })).toEqual([]);
});

test('what the provisioner would refuse is told, once for all workloads', () => {
  const images = 'images: us-docker.pkg.dev/acme-runway-dev';
  const rules = environment('dev', identity).replace(images, `${images}/apps`);
  const found = validated({
    'environments/dev/environment.yml': rules,
    'inventory/cart.yml': workload('cart'),
  });
  expect(found).toEqual([
    expect.stringContaining('Workloads cannot get a repository of their own'),
  ]);
});

test('where nothing is provisioned, nothing is said of it', () => {
  expect(validated({ 'environments/dev/environment.yml': environment('dev') })).toEqual([]);
});

test('a label of Runway is told once, whatever the number of environments', () => {
  const files = {
    'inventory/checkout.yml': workload('checkout', '  labels: { managed-by: me }\n'),
    [path]: deployment('checkout'),
    'environments/staging/checkout.yml': deployment('checkout'),
  };
  expect(validated(files)).toEqual([expect.stringContaining('`managed-by` is Runway')]);
});
