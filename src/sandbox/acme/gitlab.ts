// Acme on GitLab: the bot is a user with a token, told by a webhook of the GitOps project.

import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import type { Faults } from '../faults/faults.ts';
import { acmeUsers } from '../forge/acme.ts';
import { startGitLab } from '../gitlab/start.ts';
import type { AcmeForge } from './forge.ts';
import { keptSecret, placeSecret, webhookSigningToken } from './kept.ts';
import { PLATFORM } from './names.ts';

export async function acmeOnGitLab(options: {
  readonly dir: string;
  readonly log: Log;
  readonly faults: Faults;
}): Promise<AcmeForge> {
  const { dir, faults, log } = options;
  const gitlab = await startGitLab({
    dir: join(dir, 'gitlab'),
    log: log.with({ part: 'gitlab' }),
    users: acmeUsers,
    hookRetryMs: 1_000,
    faults,
  });
  const value = gitlab.tokens['runway'] ?? '';
  const token = { file: await placeSecret(dir, 'gitlab-token', value), value };
  const webhookSecret = await keptSecret(dir, 'webhook-secret');
  const signing = await keptSecret(dir, 'webhook-signing-token', webhookSigningToken);
  return {
    kind: 'gitlab',
    url: gitlab.url,
    api: `${gitlab.url}/api/v4`,
    tokens: gitlab.tokens,
    registryPassword: token,
    webhookSecret,
    webhookSigningSecret: signing,
    settings: [
      `token: { file: ${token.file} }`,
      `webhookSecret: { file: ${webhookSecret.file} }`,
      `webhookSigningSecret: { file: ${signing.file} }`,
    ],
    seedProject: (seed) => gitlab.seedProject(seed),
    hook(bot) {
      gitlab.addHook(PLATFORM, {
        name: 'runway',
        url: `${bot}/webhooks/gitlab`,
        token: webhookSecret.value,
        signingToken: signing.value,
      });
    },
    stop: () => gitlab.stop(),
  };
}
