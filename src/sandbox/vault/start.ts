// A whole Vault on loopback.

import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import type { Faults } from '../faults/faults.ts';
import { startVaultServer, type ServerTls } from './http/server.ts';
import { keptText } from './store/kept-text.ts';
import { openStorage } from './store/storage.ts';
import type { Key } from './jwt/signature.ts';
import { assemble } from './assemble.ts';

export interface VaultOptions {
  /** Everything it holds lies here, encrypted but for the root token's file and the key to unseal. */
  readonly dir: string;
  readonly tls: ServerTls;
  readonly log: Log;
  readonly faults: Faults;
  /** The keys behind a mount's `jwks_url` or `oidc_discovery_url`. */
  readonly jwks: (url: string) => Promise<{ readonly keys: readonly Key[] }>;
  readonly now?: () => Date;
  /** True: it has namespaces, as the Enterprise edition. */
  readonly namespaces?: boolean;
  /** Left out: any free one. */
  readonly port?: number;
}

export interface RunningVault {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly rootToken: string;
  /** For `sys/unseal`. */
  readonly unsealKey: string;
  stop(): Promise<void>;
}

/** Resolves when it answers. Starting again on the same folder carries on, unsealed. */
export async function startVault(options: VaultOptions): Promise<RunningVault> {
  const { dir, faults, log, tls } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const unsealKey = keptText(join(dir, 'unseal-key'), () => randomBytes(32).toString('base64'));
  const storage = openStorage(join(dir, 'storage'), unsealKey);
  const { core, rootToken } = assemble({
    storage,
    now: options.now ?? (() => new Date()),
    keys: async (url) => (await options.jwks(url)).keys,
    namespaces: options.namespaces ?? false,
    rootToken: (make) => keptText(join(dir, 'root-token'), make),
  });
  const server = await startVaultServer({ core, faults, log, port: options.port ?? 0, tls });
  log.info('vault started', { url: server.url });
  return { url: server.url, rootToken, unsealKey, stop: () => server.stop() };
}
