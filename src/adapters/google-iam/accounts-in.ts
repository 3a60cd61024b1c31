// How many service accounts a project has, whoever made them.

import type { Principal } from '../../ports/identity.ts';
import { createAccountsApi } from './client/accounts.ts';
import { createIamCalls } from './client/calls.ts';

/** Throws a Failure. */
export function createAccountsLook(
  connection: Parameters<typeof createIamCalls>[0],
): (project: string, as: Principal) => Promise<number> {
  const callsAs = createIamCalls(connection);
  return async (project, as) => (await createAccountsApi(callsAs(as)).list(project)).length;
}
