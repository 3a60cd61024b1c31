// Acme's whole outside world on loopback.

import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { startCloudRun, type CloudRun } from '../cloud-run/start.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { acmeUsers } from '../forge/acme.ts';
import { startGitLab, type GitLab } from '../gitlab/start.ts';
import { createAuthority, type Authority } from '../tls/authority.ts';
import { keptSecret } from './kept.ts';
import { environments, projectOf } from './names.ts';
import { startRegistries, type AcmeRegistries } from './registries.ts';
import { seedAcme } from './seed.ts';

export interface AcmeOptions {
  /** Everything lies below this folder; starting again on it carries on. */
  readonly dir: string;
  readonly log: Log;
  /** Holds the example `inventory/` and `environments/`. */
  readonly example: string;
  readonly soak: string;
  readonly grace: string;
}

export interface Acme {
  readonly gitlab: GitLab;
  readonly registries: AcmeRegistries;
  readonly cloudRun: CloudRun;
  readonly cloudRunToken: { readonly file: string; readonly value: string };
  readonly authority: Authority;
  /** What every part can be told to do wrong. */
  readonly faults: Faults;
  stop(): Promise<void>;
}

/** Resolves when every part answers. */
export async function startAcme(options: AcmeOptions): Promise<Acme> {
  const { dir, log } = options;
  const authority = await createAuthority(dir);
  const faults = createFaults();
  const gitlab = await startGitLab({
    dir: join(dir, 'gitlab'),
    log: log.with({ part: 'gitlab' }),
    users: acmeUsers,
    hookRetryMs: 1_000,
    faults,
  });
  const registries = await startRegistries({ dir, log, tokens: gitlab.tokens, faults });
  const cloudRunToken = await keptSecret(dir, 'cloud-run-token');
  const cloudRun = await startCloudRun({
    dir: join(dir, 'cloud-run'),
    log: log.with({ part: 'cloud-run' }),
    tls: authority,
    callers: [
      { token: cloudRunToken.value, email: 'runway@acme-platform.iam.gserviceaccount.com' },
    ],
    projects: environments.map(projectOf),
    findImage: registries.findImage,
    faults,
  });
  await seedAcme({ ...options, gitlab, source: registries.source });
  return {
    gitlab,
    registries,
    cloudRun,
    cloudRunToken,
    authority,
    faults,
    async stop() {
      await gitlab.stop();
      await cloudRun.stop();
      await registries.stop();
    },
  };
}
