// Whether a server answers, without any effect on it.

import { Client } from 'pg';
import { addressOf, failed } from './server-failure.ts';

const DEADLINE_MS = 10_000;

/** `17.2`. Throws a Failure. No message holds the password. */
export async function askVersion(url: string): Promise<string> {
  const at = addressOf(url);
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: DEADLINE_MS,
    query_timeout: DEADLINE_MS,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? '';
  } catch (error) {
    throw failed(at, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
