// How many services there are in a project and region, whoever made them.

import type { Calls } from '../../ports/calls.ts';
import { createAsking, DEADLINES } from '../google/asking.ts';
import type { Newcomers } from '../google/newcomers.ts';
import { createRunApi } from './client/api.ts';
import { type Connection, hostOf, lineOver } from './client/connection.ts';
import type { Location } from './translation/wire.ts';

/** Asks as `at.as`. Throws a Failure. */
export function createCloudRunLook(
  connection: Connection,
  { calls, newcomers }: { readonly calls: Calls; readonly newcomers: Newcomers },
): (at: Location) => Promise<number> {
  const asking = createAsking({ host: hostOf(connection), calls, deadlines: DEADLINES });
  const api = createRunApi(lineOver(connection), { asking, newcomers });
  return async (at) => (await api.services(at)).length;
}
