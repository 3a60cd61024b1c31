// What a client is told of a sandbox that has a GitHub, and that its folder stays with it.

import { expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Team } from '../../support/sandbox-team.ts';

export function described(team: () => Team): void {
  test('sandbox.json has the shape that it has with a GitLab', async () => {
    const { dir } = team().sandbox;
    const { bot, forge, registries } = JSON.parse(
      await readFile(join(dir, 'sandbox.json'), 'utf8'),
    ) as Record<string, unknown>;
    const text = expect.stringMatching(/.{16}/);
    const token = expect.stringMatching(/^ghp_/);
    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(forge).toEqual({
      kind: 'github',
      url,
      api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v3$/),
      project: 'acme/platform',
      defaultBranch: 'main',
      users: { alice: token, bob: token, olga: token, mallory: token },
    });
    expect(bot).toEqual({
      url,
      webhookSecret: text,
      webhookSigningSecret: text,
      settings: join(dir, 'settings.yml'),
    });
    expect(registries).toMatchObject({ source: { user: 'alice', password: token } });
    expect(existsSync(join(dir, 'gitlab'))).toBe(false);
  });

  test('a GitLab does not start in its folder', async () => {
    const { sandbox } = team();
    const started = await sandbox.runway('sandbox', '--dir', sandbox.dir, '--no-bot');
    expect(started).toMatchObject({ code: 1, stdout: '' });
    expect(started.stderr).toMatch(
      /^RUNWAY_SETTINGS_INVALID: .* GitHub, not with GitLab\.\n.*--forge/,
    );
  }, 30_000);
}
