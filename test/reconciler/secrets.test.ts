// Which secrets a target gets, and as whom it runs.

import { expect, test } from '@jest/globals';
import { intentOf } from '../../src/plan/intent.ts';
import { compile } from '../../src/reconciler/compile.ts';
import { documentsOf, type Written } from './documents.ts';

const rules = {
  identity: {
    bot: 'runway@acme-runway.iam.gserviceaccount.com',
    plans: 'runway-plans@acme-runway-production.iam.gserviceaccount.com',
  },
  vault: { mount: 'runway', path: 'env/production/service' },
};
const RUNTIME = 'run-checkout@acme-runway-production.iam.gserviceaccount.com';

function compiled(written: Written) {
  return compile(documentsOf({ rules, ...written }));
}

function received(written: Written) {
  const { resources, errors } = compiled(written);
  expect(errors).toEqual([]);
  const service = resources.find((each) => each.kind === 'Service');
  return {
    secrets: resources.flatMap((each) => (each.kind === 'Secret' ? [each.spec] : [])),
    template: service?.kind === 'Service' ? service.spec.template : null,
  };
}

function told(written: Written): readonly string[] {
  return compiled(written).errors.map(({ summary }) => summary);
}

test('a listed secret is a copy that the runtime account alone reads, and the container receives it', () => {
  const { secrets, template } = received({
    spec: { secrets: ['API_KEY'] },
    secrets: { API_KEY: 8 },
  });
  expect(secrets).toEqual([
    {
      name: 'API_KEY',
      secret: 'checkout__API_KEY',
      source: 'runway/env/production/service/checkout/API_KEY',
      version: 8,
      readers: [`serviceAccount:${RUNTIME}`],
    },
  ]);
  expect(template?.secrets).toEqual({
    API_KEY: { secret: 'checkout__API_KEY', version: 'vault:8' },
  });
  expect(template?.serviceAccount).toBe(RUNTIME);
});

test('without a list everything that is pinned is received, with an empty one nothing', () => {
  const pins = { B: 2, A: 1 };
  expect(Object.keys(received({ secrets: pins }).template?.secrets ?? {})).toEqual(['A', 'B']);
  expect(received({ secrets: pins, spec: { secrets: [] } }).secrets).toEqual([]);
  expect(received({ secrets: pins, spec: { secrets: ['B'] } }).secrets).toHaveLength(1);
});

test('an override can take a secret away, and say that all are wanted again', () => {
  const written = { spec: { secrets: ['A'] }, secrets: { A: 1, B: 1 } };
  expect(received({ ...written, overrides: { secrets: ['B'] } }).secrets[0]?.name).toBe('B');
  expect(received({ ...written, overrides: { secrets: null } }).secrets).toHaveLength(2);
});

test('a namespace of Vault is part of where a secret comes from', () => {
  const vault = { ...rules.vault, namespace: 'acme' };
  const { secrets } = received({ rules: { ...rules, vault }, secrets: { A: 1 } });
  expect(secrets[0]?.source).toBe('acme/runway/env/production/service/checkout/A');
});

test('a pin is part of what is asked for, and another path in Vault is another wish', () => {
  const intent = (written: Written): string => intentOf(compiled(written).asks);
  const seven = intent({ secrets: { A: 7 } });
  expect(intent({ secrets: { A: 8 } })).not.toBe(seven);
  const vault = { ...rules.vault, path: 'elsewhere' };
  expect(intent({ rules: { ...rules, vault }, secrets: { A: 7 } })).not.toBe(seven);
  expect(intent({ secrets: { A: 7, B: 1 }, spec: { secrets: ['A'] } })).toBe(
    intent({ secrets: { A: 7 }, spec: { secrets: ['A'] } }),
  );
});

test('what an environment without accounts and Vault asks for is what it asked for before', () => {
  const { asks } = compile(documentsOf({}));
  expect(Object.keys(asks as object)).not.toContain('account');
  expect(Object.keys(asks as object)).not.toContain('secrets');
});

test('a listed secret without a version is an error until the bot has added one', () => {
  expect(told({ spec: { secrets: ['API_KEY'] } })).toEqual([
    'The secret `API_KEY` has no version yet.',
  ]);
});

test('a name that is also a plain variable is refused where the variable stands', () => {
  const written = { spec: { environment: { API_KEY: 'x' } }, secrets: { API_KEY: 8 } };
  const [error] = compiled(written).errors;
  expect(error?.summary).toBe('`API_KEY` is both a plain variable and a secret.');
  expect(error?.at.path).toBe('environments/production/checkout.yml');
});

test('names that every container is told already are refused', () => {
  expect(told({ secrets: { PORT: 1, RUNWAY_REGION: 2 } })).toHaveLength(2);
});

test('an environment without Vault, or without accounts, has no secrets', () => {
  const { vault, identity } = rules;
  expect(told({ rules: { identity }, secrets: { A: 1 } })).toEqual([
    'There are no secrets in production: it has no Vault that holds them.',
  ]);
  expect(told({ rules: { vault }, secrets: { A: 1 } })).toEqual([
    'There are no secrets in production: it has no account that may read them alone.',
  ]);
  expect(told({ rules: {}, spec: { secrets: [] } })).toEqual([]);
});

test('a pin that has no effect is mentioned', () => {
  const { warnings } = compiled({ spec: { secrets: ['A'] }, secrets: { A: 1, OLD: 3 } });
  expect(warnings.map(({ summary }) => summary)).toEqual([
    '`OLD` is pinned and not used: the manifest does not list it.',
  ]);
});
