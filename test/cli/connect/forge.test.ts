import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import { systemClock } from '../../../src/cli/clock.ts';
import { type ConnectedForge, connectForge } from '../../../src/cli/connect/forge.ts';
import { silentLog } from '../../../src/cli/log.ts';
import { loadSettings } from '../../../src/cli/settings.ts';
import { lonelyBot } from '../../support/lonely-bot.ts';

/** Of a bot whose forge is down, and the folder with its one secret. */
async function connected(
  kind: 'gitlab' | 'github',
  tell: (forge: ConnectedForge, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'runway-forge-'));
  try {
    const loaded = await loadSettings(await lonelyBot(folder, 'port: 8080', kind));
    const calls = createCalls({ clock: systemClock });
    await tell(connectForge(loaded, { log: silentLog, calls }), folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a GitLab that the settings name is spoken to as GitLab', () =>
  connected('gitlab', async ({ forge, requests, credentials }, folder) => {
    expect(forge.reference(7)).toBe('!7');
    expect(requests).toBe('refs/merge-requests/*/head');
    await writeFile(join(folder, 'secret'), 'renewed');
    expect(await credentials()).toEqual({ username: 'runway', password: 'renewed' });
  }));

test('a GitHub that the settings name is spoken to as GitHub', () =>
  connected('github', async ({ forge, projects, requests }) => {
    expect(forge.reference(7)).toBe('#7');
    expect(requests).toBe('refs/pull/*/head');
    expect(projects.commitUrl('acme/platform', 'a'.repeat(40))).toBe(
      `http://127.0.0.1:9/acme/platform/commit/${'a'.repeat(40)}`,
    );
  }));

test('a GitHub App whose key is none cannot log in to Git, and is told so', () =>
  connected('github', async ({ credentials }) => {
    await expect(credentials()).rejects.toMatchObject({ name: 'Failure', retry: 'never' });
  }));
