// A person in the sandbox's Vault, who knows its API and nothing of the product.

import type { Sandbox } from './sandbox-process.ts';
import { callTls, type HttpsAnswer } from './sandbox-https.ts';

export interface InVault {
  ask(method: string, path: string, body?: object): Promise<HttpsAnswer>;
  /** Writes a new version, and gives its number. */
  write(path: string, value: string): Promise<number>;
}

/** Logs in as one of the people at Acme. Null where that role does not let them in. */
export async function personInVault(
  { vault }: Sandbox,
  name: string,
  role: string,
): Promise<InVault | null> {
  const { status, body } = await callTls(`${vault.url}/v1/auth/people/login`, {
    ca: vault.ca,
    method: 'POST',
    body: { role, jwt: vault.people[name] },
  });
  if (status !== 200) return null;
  return inVault({ vault }, (body as { auth: { client_token: string } }).auth.client_token);
}

export function inVault({ vault }: Pick<Sandbox, 'vault'>, token: string): InVault {
  const ask: InVault['ask'] = (method, path, body) =>
    callTls(`${vault.url}/v1/${path}`, {
      ca: vault.ca,
      method,
      headers: { 'x-vault-token': token },
      ...(body === undefined ? {} : { body }),
    });
  return {
    ask,
    async write(path, value) {
      const { status, body } = await ask('POST', `runway/data/${path}`, { data: { value } });
      if (status !== 200) throw new Error(`Vault answered ${status} to a write of ${path}`);
      return (body as { data: { version: number } }).data.version;
    },
  };
}
