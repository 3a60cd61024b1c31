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
  expect(settings?.forge.token).toEqual({ file: 'token' });
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
