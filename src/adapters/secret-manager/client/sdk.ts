// The calls of Secret Manager through Google's own client.

import type { SecretsApi } from './api.ts';
import type { Line } from './line.ts';
import { reads } from './reads.ts';
import { writes } from './writes.ts';

export function createSecretsApi(line: Line): SecretsApi {
  return { ...reads(line), ...writes(line) };
}
