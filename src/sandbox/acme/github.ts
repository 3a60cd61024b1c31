// Acme on GitHub: the bot is an App that is installed on every project, told by the App's own webhook.

import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import type { Faults } from '../faults/faults.ts';
import { acmeUsers } from '../forge/acme.ts';
import { startGitHub } from '../github/start.ts';
import type { AcmeForge } from './forge.ts';
import { keptSecret, placeSecret } from './kept.ts';

/** A bot that looks every few seconds asks oftener than github.com lets it. */
const NO_LIMIT = 1_000_000;

export async function acmeOnGitHub(options: {
  readonly dir: string;
  readonly log: Log;
  readonly faults: Faults;
}): Promise<AcmeForge> {
  const { dir, faults, log } = options;
  const github = await startGitHub({
    dir: join(dir, 'github'),
    log: log.with({ part: 'github' }),
    users: acmeUsers,
    faults,
    limits: { perHour: NO_LIMIT },
  });
  const { app } = github;
  const privateKey = await placeSecret(dir, 'github-app.pem', app.privateKey);
  const webhookSecret = await keptSecret(dir, 'webhook-secret');
  return {
    kind: 'github',
    url: github.url,
    api: github.api,
    tokens: github.tokens,
    // An App has no token that lasts.
    registryPassword: await keptSecret(dir, 'registry-password'),
    webhookSecret,
    webhookSigningSecret: webhookSecret,
    settings: [
      `app: { id: ${app.id}, privateKey: { file: ${privateKey} } }`,
      `webhookSecret: { file: ${webhookSecret.file} }`,
      // This GitHub does not mind how often it is asked.
      'pace: none',
    ],
    seedProject: (seed) => github.seedProject(seed),
    hook(bot) {
      github.setAppHook({ url: `${bot}/webhooks/github`, secret: webhookSecret.value });
    },
    stop: () => github.stop(),
  };
}
