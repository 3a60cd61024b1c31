// The calls of Secret Manager through Google's own client.

import type { SecretsApi } from './api.ts';
import { callerOver, type Connection } from './caller.ts';
import { reads } from './reads.ts';
import { writes } from './writes.ts';

export function createSecretsApi(connection: Connection): SecretsApi {
  const caller = callerOver(connection);
  return { ...reads(caller), ...writes(caller) };
}
