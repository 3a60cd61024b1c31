// An owner of a service in Vault: logs in as themselves and writes a secret.

import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { SandboxDescription } from '../../sandbox/acme/description.ts';

export interface VaultOwner {
  /** A new version of it; the path is that of one workload in one environment. Gives its number. */
  write(secret: { readonly path: string; readonly name: string }, value: string): Promise<number>;
}

/** Throws where Vault does not let this person in. */
export async function ownerInVault(
  { vault }: SandboxDescription,
  { user, role }: { readonly user: string; readonly role: string },
): Promise<VaultOwner> {
  const ca = await readFile(vault.ca, 'utf8');
  const ask = asking(vault.url, ca);
  const jwt = vault.people[user] ?? '';
  const { auth } = await ask<{ auth: { client_token: string } }>('auth/people/login', {
    role,
    jwt,
  });
  return {
    async write({ path, name }, value) {
      const token = auth.client_token;
      const at = `runway/data/${path}/${name}`;
      const { data } = await ask<{ data: { version: number } }>(at, { data: { value } }, token);
      return data.version;
    },
  };
}

type Ask = <T>(path: string, body: object, token?: string) => Promise<T>;

function asking(url: string, ca: string): Ask {
  return <T>(path: string, body: object, token?: string) =>
    new Promise<T>((resolve, reject) => {
      const headers = token === undefined ? {} : { 'x-vault-token': token };
      const sent = request(`${url}/v1/${path}`, { method: 'POST', ca, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          if (answer.statusCode === 200) resolve(JSON.parse(text) as T);
          else reject(new Error(`Vault answered ${answer.statusCode ?? 0} to ${path}: ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(body));
    });
}
