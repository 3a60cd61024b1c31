import { expect, test } from '@jest/globals';
import { parseFile } from '../../src/documents/parse.ts';
import { COMMIT, deployment, DIGEST, environment, file, parsed, told, workload } from './files.ts';

const CHECKOUT = 'environments/dev/checkout.yml';

function problems(path: string, text: string): readonly string[] {
  return told(parsed(path, text).diagnostics);
}

function release(lines: string): string {
  return `apiVersion: runway/v1
kind: Deployment
metadata: { name: checkout }
release:
${lines}`;
}

const NAMED = '  version: 1.4.2\n  image: registry.acme.dev/acme/checkout\n';

test('the path says what a file is', () => {
  expect(parsed('inventory/checkout.yml', workload('checkout')).kind).toBe('Workload');
  expect(parsed('environments/dev/environment.yml', environment('dev')).kind).toBe('Environment');
  expect(parsed(CHECKOUT, deployment('checkout')).kind).toBe('Deployment');
  expect(parsed('environments/README.md', '# Read me').kind).toBe('ignored');
  expect(parsed('environments/dev/policy.json', '{').diagnostics).toEqual([]);
});

test('a valid file becomes a document that knows its places', () => {
  const { document, diagnostics } = parsed(CHECKOUT, deployment('checkout'));
  expect(diagnostics).toEqual([]);
  expect(document?.value).toMatchObject({
    release: { version: '1.4.2', digest: DIGEST, commit: COMMIT },
  });
  expect(document?.locate('/release/version')).toEqual({ path: CHECKOUT, line: 5, column: 12 });
  expect(document?.locate('/release')).toEqual({ path: CHECKOUT, line: 4, column: 1 });
  expect(document?.locate('/release/manifest/spec/regions/0')).toMatchObject({ line: 9 });
});

test('a release that only a person has written so far is valid', () => {
  expect(problems(CHECKOUT, release(NAMED))).toEqual([]);
});

test('a byte order mark and Windows line ends do no harm', () => {
  const text = `\uFEFF${deployment('checkout').replaceAll('\n', '\r\n')}`;
  const { document, diagnostics } = parsed(CHECKOUT, text);
  expect(diagnostics).toEqual([]);
  expect(document?.locate('/release/version')).toMatchObject({ line: 5, column: 12 });
});

const WRITTEN: readonly (readonly [string, string, string, string])[] = [
  [
    'a version that YAML takes for a number',
    CHECKOUT,
    release('  version: 1.10\n  image: registry.acme.dev/acme/checkout\n'),
    `${CHECKOUT}:5:12  error  \`release.version\` is the number 1.1, but must be a text.
    Write \`version: "1.10"\`, with the quotes.`,
  ],
  [
    'a misspelled field',
    CHECKOUT,
    release('  verson: 1.4.2\n  image: registry.acme.dev/acme/checkout\n'),
    `${CHECKOUT}:5:3  error  \`verson\` is not a field of \`release\`.
    Did you mean \`version\`?`,
  ],
  [
    'a missing field',
    CHECKOUT,
    release('  image: registry.acme.dev/acme/checkout\n'),
    `${CHECKOUT}:4:1  error  \`release.version\` is missing.
    Add \`version: 1.4.2\`.`,
  ],
  [
    'an image with its tag',
    CHECKOUT,
    release('  version: 1.4.2\n  image: registry.acme.dev/acme/checkout:1.4.2\n'),
    `${CHECKOUT}:6:10  error  \`release.image\` cannot be \`registry.acme.dev/acme/checkout:1.4.2\`.
    Write a registry and a path such as \`registry.acme.dev/acme/checkout\`, without \`https://\`, tag or digest.`,
  ],
  [
    'an empty group',
    CHECKOUT,
    `${release(NAMED)}overrides: {}\n`,
    `${CHECKOUT}:7:1  error  \`overrides\` is empty.
    Write a group of fields, or remove the field.`,
  ],
  [
    'a field in the wrong group',
    CHECKOUT,
    `${release(NAMED)}overrides:\n  min_instances: 2\n`,
    `${CHECKOUT}:8:3  error  \`min_instances\` is not a field of \`overrides\`.
    It belongs in \`overrides.scalability\`.`,
  ],
  [
    'a number in quotes',
    CHECKOUT,
    `${release(NAMED)}overrides:\n  scalability: { max_instances: '10' }\n`,
    `${CHECKOUT}:8:33  error  \`overrides.scalability.max_instances\` is the text \`10\`, but must be a number.
    Write \`max_instances: 10\`, without quotes.`,
  ],
  [
    'a number out of bounds',
    CHECKOUT,
    `${release(NAMED)}overrides:\n  request_timeout: 4000\n`,
    `${CHECKOUT}:8:20  error  \`overrides.request_timeout\` cannot be \`4000\`.
    Write 1 to 3600.`,
  ],
  [
    'a near miss of a fixed choice',
    CHECKOUT,
    `${release(NAMED)}overrides:\n  vpc_access: { egress: all_traffic }\n`,
    `${CHECKOUT}:8:25  error  \`overrides.vpc_access.egress\` cannot be \`all_traffic\`.
    Did you mean \`ALL_TRAFFIC\`? It can be \`ALL_TRAFFIC\` or \`PRIVATE_RANGES_ONLY\`.`,
  ],
  [
    'a name that no variable can have',
    CHECKOUT,
    `${release(NAMED)}overrides:\n  environment:\n    LOG-LEVEL: info\n`,
    `${CHECKOUT}:9:5  error  \`LOG-LEVEL\` cannot be a name in \`overrides.environment\`.
    Write letters, digits and \`_\`, not starting with a digit.`,
  ],
  [
    'a secret by a name that no variable is given',
    CHECKOUT,
    `${release(NAMED)}secrets:\n  api-key: 8\n`,
    `${CHECKOUT}:8:3  error  \`api-key\` cannot be a name in \`secrets\`.
    Write the name of a secret: capital letters, digits and \`_\`, not starting with a digit.`,
  ],
  [
    'a pinned version that is none',
    CHECKOUT,
    `${release(NAMED)}secrets:\n  API_KEY: latest\n`,
    `${CHECKOUT}:8:12  error  \`secrets.API_KEY\` is the text \`latest\`, but must be a whole number.
    Write a value, such as \`API_KEY: 8\`.`,
  ],
  [
    'another name than that of the file',
    CHECKOUT,
    deployment('chekout'),
    `${CHECKOUT}:3:19  error  \`metadata.name\` is \`chekout\`, but the file is called \`checkout\`.
    Write \`name: checkout\`, or rename the file.`,
  ],
  [
    'a user without quotes',
    'inventory/checkout.yml',
    workload('checkout').replace("'@alice'", '@alice'),
    `inventory/checkout.yml:6:12  error  A value cannot start with this character unless it is in quotes.
    Put the value in quotes, for example '@alice'.`,
  ],
  [
    'a user without @',
    'inventory/checkout.yml',
    workload('checkout').replace("'@alice'", 'alice'),
    `inventory/checkout.yml:6:12  error  \`spec.owners[0]\` cannot be \`alice\`.
    Write a user such as \`'@alice'\` or a group such as \`'@acme/payments'\`, in quotes.`,
  ],
  [
    'the same environment twice',
    'inventory/checkout.yml',
    workload('checkout').replace('[dev, staging, production]', '[dev, dev]'),
    `inventory/checkout.yml:7:23  error  \`spec.environments\` names the same twice.
    Remove one of them.`,
  ],
  [
    'a duration without unit',
    'environments/dev/environment.yml',
    environment('dev', '  promotion: { soak: 30 }\n'),
    `environments/dev/environment.yml:7:22  error  \`spec.promotion.soak\` is the number 30, but must be a text.
    Write a value, such as \`soak: 30m\`.`,
  ],
  [
    'a runtime that is not there',
    'environments/dev/environment.yml',
    environment('dev').replace('cloud-run', 'cloudrun'),
    `environments/dev/environment.yml:5:20  error  \`spec.runtime.kind\` cannot be \`cloudrun\`.
    Write \`cloud-run\`.`,
  ],
  [
    'the other ending',
    'inventory/checkout.yaml',
    workload('checkout'),
    `inventory/checkout.yaml:1:1  error  Files end in \`.yml\` here.
    Rename it to \`inventory/checkout.yml\`.`,
  ],
  [
    'a file in a folder too deep',
    'environments/dev/eu/checkout.yml',
    deployment('checkout'),
    `environments/dev/eu/checkout.yml:1:1  error  No file is expected at this place in \`environments/\`.
    Write \`environments/ENVIRONMENT/environment.yml\` for an environment and \`environments/ENVIRONMENT/NAME.yml\` for what runs there.`,
  ],
  [
    'a name that addresses cannot hold',
    'inventory/Checkout_2.yml',
    workload('checkout').replace('name: checkout', 'name: Checkout_2'),
    `inventory/Checkout_2.yml:1:1  error  \`Checkout_2\` cannot be the name of a file here.
    Write 2 to 24 lower-case letters, digits and \`-\`, starting with a letter and not ending with \`-\`.
inventory/Checkout_2.yml:3:19  error  \`metadata.name\` cannot be \`Checkout_2\`.
    Write 2 to 24 lower-case letters, digits and \`-\`, starting with a letter and not ending with \`-\`.`,
  ],
  [
    'an empty file',
    CHECKOUT,
    '',
    `${CHECKOUT}:1:1  error  The file holds no fields.
    Start with \`apiVersion: runway/v1\`.`,
  ],
];

test.each(WRITTEN)('tells what to write instead of %s', (_, path, text, message) => {
  const result = parsed(path, text);
  expect(told(result.diagnostics).join('\n')).toBe(message);
  expect(result.document).toBeNull();
});

test('null in an override takes away and is no empty value; elsewhere it is one', () => {
  expect(problems(CHECKOUT, `${release(NAMED)}overrides:\n  regions: null\n`)).toEqual([]);
  expect(problems(CHECKOUT, release(`${NAMED}  digest:\n`))[0]).toContain(
    '`release.digest` has no value.',
  );
});

test('every problem is told at once, in the order of the file', () => {
  const text = `apiVersion: v1
kind: Workload
metadata: { name: checkout }
spec:
  projekt: acme/checkout
  owners: [alice, bob]
  environments: dev
`;
  expect(problems('inventory/checkout.yml', text).map((line) => line.split('  ')[0])).toEqual([
    'inventory/checkout.yml:1:13',
    'inventory/checkout.yml:5:3',
    'inventory/checkout.yml:6:12',
    'inventory/checkout.yml:6:19',
    'inventory/checkout.yml:7:17',
  ]);
});

test('a number that changes when it is read is a warning, and the document stands', () => {
  const { document, diagnostics } = parsed(
    CHECKOUT,
    `${release(NAMED)}overrides:\n  environment: { RATE: 1.10 }\n`,
  );
  expect(document).not.toBeNull();
  expect(told(diagnostics)).toEqual([
    `${CHECKOUT}:8:24  warning  \`1.10\` is read as the number 1.1.
    Write \`"1.10"\` in quotes if it is a text, else \`1.1\`.`,
  ]);
});

test('a small file is read within a millisecond once warm', () => {
  const source = file(CHECKOUT, deployment('checkout'));
  for (let i = 0; i < 200; i += 1) parseFile(source);
  const best = Math.min(
    ...Array.from({ length: 20 }, () => {
      const start = performance.now();
      for (let i = 0; i < 10; i += 1) parseFile(source);
      return (performance.now() - start) / 10;
    }),
  );
  expect(best).toBeLessThan(1);
});

test('a bracket that is not closed is told at the last line that says something', () => {
  const [flaw] = parsed(
    CHECKOUT,
    'apiVersion: runway/v1\nkind: Deployment\nfoo: [\n\n',
  ).diagnostics;
  expect(flaw?.summary).toContain('not closed');
  expect(flaw?.at.line).toBe(3);
});
