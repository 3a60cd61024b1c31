// Opens the store: PostgreSQL on a server where one is named, else the one inside this process.

import type { Log } from '../../ports/log.ts';
import type { Store } from './sql.ts';

/**
 * `url` null: the embedded store in `dir`. Either way it has the newest schema when this resolves. Throws a Failure:
 * RUNWAY_STORE_LOCKED, RUNWAY_STORE_FAILED, RUNWAY_SETTINGS_INVALID. Only the driver that is needed is loaded.
 */
export async function openStore({
  url,
  dir,
  log,
}: {
  url: string | null;
  dir: string;
  log: Log;
}): Promise<Store> {
  if (url !== null) {
    const { openServer } = await import('./server.ts');
    return openServer({ url, log });
  }
  const { openEmbedded } = await import('./embedded.ts');
  return openEmbedded({ dir, log });
}
