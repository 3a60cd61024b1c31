// A sandbox Secret Manager with the vendor's own client pointed at it.

import { join } from 'node:path';
import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import {
  startSecretManager,
  type SecretManager,
  type SecretManagerOptions,
} from '../../../src/sandbox/secret-manager/start.ts';
import { createFaults, type Faults } from '../../../src/sandbox/faults/faults.ts';
import {
  account,
  grant,
  newGround,
  optionsFor,
  PROJECT,
  quiet,
  type Ground,
} from '../google/callers.ts';

export const PARENT = `projects/${PROJECT.id}`;
export const automatic = { replication: { automatic: {} } };

export interface World {
  readonly ground: Ground;
  readonly manager: SecretManager;
  readonly faults: Faults;
  /** May do everything with secrets. */
  readonly admin: SecretManagerServiceClient;
  readonly adminEmail: string;
  as(email: string | null): SecretManagerServiceClient;
  /** On the same folder, after a stop. */
  again(): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(options: Partial<SecretManagerOptions> = {}): Promise<World> {
  const base = await newGround();
  const adminEmail = account(base, 'admin-of-secrets');
  grant(base, { role: 'roles/secretmanager.admin', to: adminEmail, on: PARENT });
  const faults = createFaults();
  const start = (): Promise<SecretManager> =>
    startSecretManager({
      cloud: base.cloud,
      tls: base.tls,
      dir: join(base.dir, 'secret-manager'),
      log: quiet,
      faults,
      ...options,
    });
  const state = { manager: await start() };
  const clients: SecretManagerServiceClient[] = [];
  const as = (email: string | null): SecretManagerServiceClient => {
    const client = new SecretManagerServiceClient(optionsFor(base, state.manager.endpoint, email));
    clients.push(client);
    return client;
  };
  return {
    ground: base,
    faults,
    get manager() {
      return state.manager;
    },
    admin: as(adminEmail),
    adminEmail,
    as,
    async again() {
      await state.manager.stop();
      state.manager = await start();
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await state.manager.stop();
    },
  };
}

/** Makes a secret, and versions of it that hold these texts; answers with its name. */
export async function secretOf(
  { admin }: World,
  id: string,
  ...values: readonly string[]
): Promise<string> {
  const [{ name }] = await admin.createSecret({ parent: PARENT, secretId: id, secret: automatic });
  for (const value of values) {
    await admin.addSecretVersion({ parent: name ?? '', payload: { data: Buffer.from(value) } });
  }
  return name ?? '';
}
