// How many services there are in a project and region, whoever made them.

import { createRunApi } from './client/api.ts';
import { callerOver } from './client/caller.ts';
import type { Location } from './translation/wire.ts';

/** Asks as `at.as`. Throws a Failure. */
export function createCloudRunLook(
  connection: Parameters<typeof callerOver>[0],
): (at: Location) => Promise<number> {
  const api = createRunApi(callerOver(connection));
  return async (at) => (await api.services(at)).length;
}
