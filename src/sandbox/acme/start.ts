// Acme's whole outside world on loopback.

import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import { startCloudRun, type CloudRun } from '../cloud-run/start.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { createAuthority, type Authority } from '../tls/authority.ts';
import type { AcmeForge, ForgeKind, Kept } from './forge.ts';
import { acmeOnGitHub } from './github.ts';
import { acmeOnGitLab } from './gitlab.ts';
import { type AcmeGoogle, startAcmeGoogle } from './google.ts';
import { placeSecret } from './kept.ts';
import { OWNER } from './names.ts';
import { startRegistries, type AcmeRegistries } from './registries.ts';
import { seedAcme } from './seed.ts';
import { type AcmeVault, startAcmeVault } from './vault.ts';

export interface AcmeOptions {
  /** Everything lies below this folder; starting again on it carries on. */
  readonly dir: string;
  readonly forge: ForgeKind;
  readonly log: Log;
  /** Holds the example `inventory/` and `environments/`. */
  readonly example: string;
  readonly soak: string;
  readonly grace: string;
}

export interface Acme {
  readonly forge: AcmeForge;
  readonly registries: AcmeRegistries;
  readonly cloudRun: CloudRun;
  readonly cloudRunToken: Kept;
  readonly google: AcmeGoogle;
  readonly vault: AcmeVault;
  readonly authority: Authority;
  /** What every part can be told to do wrong. */
  readonly faults: Faults;
  stop(): Promise<void>;
}

const starts = { gitlab: acmeOnGitLab, github: acmeOnGitHub } as const;

/** As on the real Google nothing is felt at once; there it can take minutes. */
const GRANT_DELAY_MS = 300;

/** Resolves when every part answers. */
export async function startAcme(options: AcmeOptions): Promise<Acme> {
  const { dir, log } = options;
  const authority = await createAuthority(dir);
  const faults = createFaults();
  const forge = await starts[options.forge]({ dir, log, faults });
  const google = await startAcmeGoogle({
    dir,
    log,
    authority,
    faults,
    grantDelayMs: GRANT_DELAY_MS,
  });
  const users = Object.keys(forge.tokens).filter((name) => name !== 'runway');
  const vault = await startAcmeVault({ dir, log, authority, faults, google, users });
  const registries = await startRegistries({ dir, log, forge, google, faults });
  const { cloud } = google;
  const value = cloud.issue(OWNER);
  const cloudRunToken = { file: await placeSecret(dir, 'cloud-run-token', value), value };
  const cloudRun = await startCloudRun({
    dir: join(dir, 'cloud-run'),
    log: log.with({ part: 'cloud-run' }),
    tls: authority,
    cloud,
    secrets: (version, caller) => google.secretManager.value(version, caller),
    findImage: registries.findImage,
    faults,
  });
  await seedAcme({ ...options, forge, source: registries.source });
  return {
    forge,
    registries,
    cloudRun,
    cloudRunToken,
    google,
    vault,
    authority,
    faults,
    async stop() {
      await forge.stop();
      await cloudRun.stop();
      await registries.stop();
      await vault.stop();
      await google.stop();
    },
  };
}
