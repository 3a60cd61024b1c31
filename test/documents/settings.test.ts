import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { formatDiagnostic } from '../../src/documents/format-diagnostic.ts';
import { parseSettings } from '../../src/documents/settings.ts';

function settingsWith(token: string): string {
  return [
    'apiVersion: runway/v1',
    'kind: Settings',
    'forge:',
    '  kind: gitlab',
    '  url: https://gitlab.example',
    '  project: acme/platform',
    `  token: ${token}`,
    '  webhookSecret: { env: SECRET }',
    'server: { port: 8080, readToken: { env: SECRET } }',
    '',
  ].join('\n');
}

test('settings that name a place for every secret are read', () => {
  const { settings, diagnostics } = parseSettings(settingsWith('{ file: token }'), 'settings.yml');
  expect(diagnostics).toEqual([]);
  expect(settings?.forge).toMatchObject({ kind: 'gitlab', token: { file: 'token' } });
});

test('a secret that is written into the settings is refused and not repeated', () => {
  const secret = randomUUID();
  for (const token of [secret, `{ file: ${secret}, value: ${secret} }`, `[${secret}]`, '12345']) {
    const { settings, diagnostics } = parseSettings(settingsWith(token), 'settings.yml');
    expect(settings).toBeNull();
    const said = diagnostics.map(formatDiagnostic).join('\n');
    expect(said).toContain('settings.yml:7:');
    expect(said).toContain('forge.token');
    expect(said).not.toContain(secret);
  }
});

const GITHUB = [
  '  kind: github',
  '  url: https://github.com',
  '  project: acme/platform',
  '  app: { id: 7, privateKey: { file: key } }',
  '  webhookSecret: { file: webhook }',
];

/** What is said about settings whose forge has these lines. */
function told(forge: readonly string[]): readonly string[] {
  const text = [
    'apiVersion: runway/v1',
    'kind: Settings',
    'forge:',
    ...forge,
    'server: { port: 8080, readToken: { env: SECRET } }',
    '',
  ].join('\n');
  return parseSettings(text, 'settings.yml').diagnostics.map(
    ({ at, summary, hint }) => `${at.line}: ${summary} ${hint}`,
  );
}

const without = (start: string) => GITHUB.filter((line) => !line.trim().startsWith(start));

test('a GitHub is named by its App', () => {
  expect(told(GITHUB)).toEqual([]);
  expect(told([...GITHUB, '  api: https://github.acme.dev/api/v3', '  pace: none'])).toEqual([]);
});

test('a GitHub lacks nothing silently', () => {
  expect(told(without('webhookSecret'))).toEqual([
    expect.stringMatching(/^3: `forge\.webhookSecret` is missing\. Add `webhookSecret: \{ file: /),
  ]);
  expect(told(without('app'))).toEqual([
    expect.stringMatching(/^3: `forge\.app` is missing\. Add `app:` and the fields below it\./),
  ]);
  expect(told([...without('app'), '  app: { id: 7 }'])).toEqual([
    expect.stringMatching(/^8: `forge\.app\.privateKey` is missing\./),
  ]);
});

test('a field of another kind of forge is answered with what to write instead', () => {
  expect(told([...GITHUB, '  token: { file: token }'])).toEqual([
    '9: `token` is not a field of `forge`. A GitHub is reached as an App: write `app: { id: 123456, privateKey: { file: secrets/github-app.pem } }`, or `kind: gitlab`.',
  ]);
  expect(told([...GITHUB, '  webhookSigningSecret: { file: token }'])).toEqual([
    expect.stringContaining('write `webhookSecret: { file: secrets/webhook-secret }`'),
  ]);
  const gitlab = ['  kind: gitlab', '  url: https://gitlab.example', '  project: acme/platform'];
  expect(told([...gitlab, '  token: { file: token }', '  app: { id: 7 }'])).toEqual([
    expect.stringContaining('write `token: { file: secrets/gitlab-token }`, or `kind: github`'),
  ]);
});

test('a misspelt field of a forge is answered with the right one', () => {
  expect(told([...GITHUB, '  pase: none'])).toEqual([expect.stringContaining('`pace`')]);
  expect(told([...without('webhookSecret'), '  webhookSecrt: { file: webhook }'])).toEqual([
    expect.stringContaining('Did you mean `webhookSecret`?'),
  ]);
});

test('a forge of no known kind is told which there are', () => {
  const kinds = 'Write `kind: gitlab` or `kind: github`.';
  expect(told(without('kind'))).toEqual([`3: \`forge.kind\` is missing. ${kinds}`]);
  expect(told([...without('kind'), '  kind: githob'])).toEqual([
    `8: \`forge.kind\` cannot be \`githob\`. Did you mean \`github\`? ${kinds}`,
  ]);
  expect(told([...without('kind'), '  kind: bitbucket'])).toEqual([
    `8: \`forge.kind\` cannot be \`bitbucket\`. ${kinds}`,
  ]);
  expect(told([...without('kind'), '  kind: 7'])).toEqual([
    `8: \`forge.kind\` cannot be \`7\`. ${kinds}`,
  ]);
  expect(told([...without('kind'), '  kind:'])).toEqual([expect.stringContaining(kinds)]);
});

test('a repository of GitHub has an owner and a name, and no more', () => {
  expect(told([...without('project'), '  project: acme/team/platform'])).toEqual([
    expect.stringContaining('`acme/platform`'),
  ]);
});
