// Finds the port to answer on, and refuses a folder that another process is using.

import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../../ports/failure.ts';
import type { Store } from './model/store.ts';

const host = '127.0.0.1';
const IDENTITY_PATH = '/-/identity';

/** The port asked for or nothing; else the remembered one if it is free, else any. Remembers it. */
export async function listen(
  app: FastifyInstance,
  store: Store,
  wanted: number | null,
): Promise<number> {
  const mine = createHash('sha256').update(store.root.cookieKey).digest('hex');
  app.get(IDENTITY_PATH, (_request, reply) => reply.type('text/plain').send(mine));
  const remembered = store.root.port;
  if (remembered !== null && (await identityAt(remembered)) === mine)
    throw inUse(store, remembered);
  const first = wanted ?? remembered ?? 0;
  try {
    await app.listen({ host, port: first });
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    if (!taken || wanted !== null || first === 0) throw error;
    await app.listen({ host, port: 0 });
  }
  const { port } = app.server.address() as AddressInfo;
  if (port !== remembered) {
    store.root.port = port;
    store.saveRoot();
  }
  return port;
}

/** What a sandbox forge on that port says it is; null when nobody answers. */
async function identityAt(port: number): Promise<string | null> {
  try {
    const response = await fetch(`http://${host}:${port}${IDENTITY_PATH}`, {
      signal: AbortSignal.timeout(1000),
      redirect: 'manual',
    });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

function inUse(store: Store, port: number): Failure {
  return new Failure({
    code: 'RUNWAY_STORE_LOCKED',
    message: `The sandbox ${store.forge} in ${store.dir} is running already, on port ${port}.`,
    hint: 'Stop it, or choose another folder.',
    retry: 'later',
  });
}
