import { expect, test } from '@jest/globals';
import { editRelease, setVersion } from '../../src/documents/edit-release.ts';
import type { RunwayService } from '../../src/documents/generated/documents.ts';
import { newDeployment } from '../../src/documents/new-deployment.ts';
import { parsed } from './files.ts';

const PATH = 'environments/dev/checkout.yml';
const OLD = `sha256:${'01'.repeat(32)}`;
const NEW = `sha256:${'ef'.repeat(32)}`;
const COMMIT = '3f2a9c1d'.repeat(5);

const manifest: RunwayService = {
  apiVersion: 'runway/v1',
  kind: 'RunwayService',
  spec: { container_port: 8080, environment: { RATE: '1.10' } },
};

const BLOCK = `# Checkout in dev.
apiVersion: runway/v1
kind: Deployment
metadata: { name: checkout }

release:
  # bump me
  version: '1.4.1'    # was 1.4.0
  image: registry.acme.dev/acme/checkout
  digest: "${OLD}"
  commit: ${COMMIT}   # by the bot
  manifest:           # from the service
    apiVersion: runway/v1
    kind: RunwayService
    spec:
      container_port: 8080
      environment:
        RATE: "1.10"

# Ours.
overrides:
  scalability: { min_instances: 1 }   # enough
`;

/** Lines that differ, as a reviewer sees them. */
function difference(before: string, after: string): readonly string[] {
  const old = before.split('\n');
  const lines = after.split('\n');
  return [
    ...old.filter((line) => !lines.includes(line)).map((line) => `-${line}`),
    ...lines.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

function valid(text: string): boolean {
  return parsed(PATH, text).document !== null;
}

test('nothing changes when everything is right already', () => {
  expect(editRelease(BLOCK, { digest: OLD, commit: COMMIT, manifest })).toBe(BLOCK);
});

test('a value is replaced in its own quotes, and comments stay', () => {
  const after = editRelease(BLOCK, { version: '1.10', digest: NEW, commit: COMMIT, manifest });
  expect(difference(BLOCK, after)).toEqual([
    "-  version: '1.4.1'    # was 1.4.0",
    `-  digest: "${OLD}"`,
    "+  version: '1.10'    # was 1.4.0",
    `+  digest: "${NEW}"`,
  ]);
});

test('a plain version is quoted where YAML would read a number', () => {
  const text = BLOCK.replace("'1.4.1'", '1.4.1');
  expect(difference(text, setVersion(text, '1.10'))[1]).toBe('+  version: "1.10"    # was 1.4.0');
  expect(difference(text, setVersion(text, '1.4.2'))[1]).toBe('+  version: 1.4.2    # was 1.4.0');
});

test('the manifest is replaced as a block, and what follows stays', () => {
  const other: RunwayService = { ...manifest, spec: { container_port: 9090 } };
  const after = editRelease(BLOCK, { digest: OLD, commit: COMMIT, manifest: other });
  expect(difference(BLOCK, after)).toEqual([
    '-      container_port: 8080',
    '-      environment:',
    '-        RATE: "1.10"',
    '+      container_port: 9090',
  ]);
  expect(after).toContain('  manifest:           # from the service\n');
  expect(after).toContain('9090\n\n# Ours.\noverrides:\n');
});

test('comments inside the manifest stay where its fields stay', () => {
  const text = BLOCK.replace(
    '      container_port: 8080\n',
    '      # as the others\n      container_port: 8080   # fixed\n      cpu_boost: true # gone\n',
  ).replace('RATE: "1.10"\n', 'RATE: "1.10" # per minute\n      # the last word\n');
  const other: RunwayService = {
    ...manifest,
    spec: {
      request_timeout: 30,
      container_port: 8080,
      environment: { BURST: '2', RATE: '1.20', TRIES: '3' },
      regions: ['us-east1'],
    },
  };
  const after = editRelease(text, { digest: OLD, commit: COMMIT, manifest: other });
  expect(difference(text, after)).toEqual([
    '-      cpu_boost: true # gone',
    '-        RATE: "1.10" # per minute',
    '+        RATE: "1.20" # per minute',
    '+        BURST: "2"',
    '+        TRIES: "3"',
    '+      request_timeout: 30',
    '+      regions:',
    '+        - us-east1',
  ]);
  expect(parsed(PATH, after).document?.value).toMatchObject({ release: { manifest: other } });
});

test('what is missing is inserted where it belongs', () => {
  const text = `${BLOCK.split('  digest:')[0] ?? ''}\n# Ours.\noverrides: { scalability: { min_instances: 1 } }\n`;
  const after = editRelease(text, { digest: NEW, commit: COMMIT, manifest });
  expect(valid(after)).toBe(true);
  expect(after).toBe(
    text.replace(
      'acme/checkout\n',
      `acme/checkout
  digest: ${NEW}
  commit: ${COMMIT}
  manifest:
    apiVersion: runway/v1
    kind: RunwayService
    spec:
      container_port: 8080
      environment:
        RATE: "1.10"
`,
    ),
  );
});

test('a key between others is inserted between them', () => {
  const text = BLOCK.replace(/ {2}commit:.*\n/, '');
  const after = editRelease(text, { digest: OLD, commit: COMMIT, manifest });
  expect(after).toBe(BLOCK.replace('   # by the bot', ''));
});

test('a file without line end at its end keeps being one', () => {
  const text = BLOCK.split('  digest:')[0]?.trimEnd() ?? '';
  const after = editRelease(text, { digest: NEW, commit: COMMIT, manifest });
  expect(after.startsWith(`${text}\n  digest: ${NEW}\n`)).toBe(true);
  expect(after.endsWith('\n')).toBe(false);
  expect(valid(after)).toBe(true);
});

test('Windows line ends stay, and are used for what is inserted', () => {
  const text = (BLOCK.split('  digest:')[0] ?? '').replaceAll('\n', '\r\n');
  const after = editRelease(text, { digest: NEW, commit: COMMIT, manifest });
  expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(valid(after)).toBe(true);
  const whole = BLOCK.replaceAll('\n', '\r\n');
  const other: RunwayService = { ...manifest, spec: { container_port: 9090 } };
  const changed = editRelease(whole, { digest: NEW, commit: COMMIT, manifest: other });
  expect(changed.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

test('flow style stays flow style', () => {
  const text = `apiVersion: runway/v1
kind: Deployment
metadata: { name: checkout }
release: { version: 1.4.1, image: registry.acme.dev/acme/checkout } # short
`;
  const after = editRelease(text, { version: '1.4.2', digest: NEW, commit: COMMIT, manifest });
  expect(difference(text, after)).toEqual([
    '-release: { version: 1.4.1, image: registry.acme.dev/acme/checkout } # short',
    `+release: { version: 1.4.2, image: registry.acme.dev/acme/checkout, digest: ${NEW}, commit: ${COMMIT}, manifest: { apiVersion: runway/v1, kind: RunwayService, spec: { container_port: 8080, environment: { RATE: "1.10" } } } } # short`,
  ]);
  const json = JSON.stringify({
    apiVersion: 'runway/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout' },
    release: { version: '1.4.1', image: 'registry.acme.dev/acme/checkout' },
  });
  expect(valid(editRelease(json, { digest: NEW, commit: COMMIT, manifest }))).toBe(true);
});

test('a commit of digits alone stays a text', () => {
  const digits = '1234567890'.repeat(4);
  const after = editRelease(BLOCK, { digest: OLD, commit: digits, manifest });
  expect(difference(BLOCK, after)[1]).toBe(`+  commit: "${digits}"   # by the bot`);
});

test.each([
  ['explicit keys', '? release\n: version: 1.4.1\n  image: registry.acme.dev/acme/checkout\n'],
  [
    'a folded value',
    'release:\n  version: >-\n    1.4.1\n  image: registry.acme.dev/acme/checkout\n',
  ],
  [
    'an empty value',
    'release:\n  version: 1.4.1\n  image: registry.acme.dev/acme/checkout\n  digest:\n',
  ],
  [
    'another indentation',
    'release:\n        version: 1.4.1\n        image: registry.acme.dev/acme/checkout\n',
  ],
  ['another order', 'release:\n  image: registry.acme.dev/acme/checkout\n  version: 1.4.1\n'],
])('unusual layouts are edited too: %s', (_, release) => {
  const text = `# c\napiVersion: runway/v1\nkind: Deployment\nmetadata: { name: checkout }\n${release}# end\n`;
  const after = editRelease(text, { version: '1.4.2', digest: NEW, commit: COMMIT, manifest });
  const { document } = parsed(PATH, after);
  expect(document?.value).toMatchObject({ release: { version: '1.4.2', digest: NEW, manifest } });
  expect(after).toContain('# c\n');
  expect(after).toContain('# end\n');
});

test('only a deployment can be edited', () => {
  expect(() => setVersion('a: 1\n', '1')).toThrow('only the text of a deployment can be edited');
  expect(() => setVersion('a: [\n', '1')).toThrow('only the text of a deployment can be edited');
});

test('a new deployment is valid and complete', () => {
  const release = {
    version: '1.10',
    image: 'registry.acme.dev/acme/checkout',
    digest: NEW,
    commit: COMMIT,
    manifest,
  };
  const { document } = parsed(PATH, newDeployment({ name: 'checkout', release }));
  expect(document?.value).toMatchObject({ metadata: { name: 'checkout' }, release });
});
