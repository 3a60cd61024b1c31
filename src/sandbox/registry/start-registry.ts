// A whole OCI registry on loopback.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdir } from 'node:fs/promises';
import type { Log } from '../../ports/log.ts';
import type { ImageStore } from '../images.ts';
import {
  authenticateAmong,
  type Account,
  type Authenticate,
  type User,
} from './access/accounts.ts';
import { refusalAnswer, writeAnswer, type Answer } from './requests/answer.ts';
import { answer, type Parts } from './requests/answer-request.ts';
import { startBlobHost } from './blob-host.ts';
import { RefusedRequest } from './errors.ts';
import { createGate } from './access/gate.ts';
import type { Judge } from './access/judge.ts';
import { createDoor } from './door.ts';
import type { Fault } from '../faults/fault.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { guarded } from '../faults/http-guard.ts';
import { listen } from './listen.ts';
import { createStorage } from './storage/storage.ts';
import { styles } from './style.ts';
import { createTokens } from './access/tokens.ts';
import { createUploadStorage } from './storage/upload-storage.ts';

export interface RegistryOptions {
  /** Everything it holds lies here; starting again on the same folder carries on. */
  readonly dir: string;
  readonly log: Log;
  /** What its tokens are for: `container_registry`. */
  readonly service: string;
  readonly users: readonly User[] | Authenticate;
  /** What may be done without logging in; left out: nothing. */
  readonly anonymous?: readonly Account[];
  /** Who decides about everybody else, and about where images can be; left out: nobody. */
  readonly judge?: Judge;
  readonly style: 'gitlab' | 'plain';
  /** Left out: any free one. */
  readonly port?: number;
  /** Left out: 5 minutes, as GitLab's. */
  readonly tokenLifetimeSeconds?: number;
  /** Blobs are handed out by redirects to another port. */
  readonly redirectBlobs?: boolean;
  /** How it can be told to fail, and the name that it has there; left out: never. */
  readonly faults?: { readonly faults: Faults; readonly service: string };
  readonly now?: () => Date;
}

export interface RunningRegistry {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  readonly store: ImageStore;
  stop(): Promise<void>;
}

/** Resolves when it answers. Every request is a line in the log: method, path, status. */
export async function startRegistry(options: RegistryOptions): Promise<RunningRegistry> {
  await mkdir(options.dir, { recursive: true });
  const now = options.now ?? ((): Date => new Date());
  const style = styles[options.style];
  const storage = createStorage(options.dir);
  const door = createDoor({
    ...(options.faults ?? { faults: createFaults(), service: 'registry' }),
    style,
    hasBlobHost: options.redirectBlobs === true,
    log: options.log,
  });
  const host =
    options.redirectBlobs === true ? await startBlobHost(options.dir, door.seeBlobHost) : null;
  const authenticate =
    typeof options.users === 'function' ? options.users : authenticateAmong(options.users);
  const { service, log, judge = null } = options;
  const tokens = await createTokens({
    directory: options.dir,
    service,
    lifetimeSeconds: options.tokenLifetimeSeconds ?? 300,
    now,
  });

  const server = createServer();
  const listening = await listen(server, options.port ?? 0);
  const { url, port } = listening;
  const parts: Parts = {
    storage,
    uploads: createUploadStorage(options.dir),
    host,
    style,
    origin: url,
    judge,
    gate: createGate({
      tokens,
      authenticate,
      judge,
      style,
      service,
      realm: `${url}${style.tokenPath}`,
    }),
    endpoint: {
      tokens,
      authenticate,
      judge,
      anonymous: options.anonymous ?? [],
      style,
      service,
      now,
    },
  };
  server.on(
    'request',
    guarded(door.see, (request, response, fault) => {
      void serve({ request, response, parts, log, fault });
    }),
  );
  log.info('registry started', { url, service });
  return {
    url,
    port,
    store: storage,
    async stop() {
      await host?.stop();
      await listening.stop();
    },
  };
}

interface Served {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly parts: Parts;
  readonly log: Log;
  readonly fault: Fault | null;
}

async function serve({ request, response, parts, log, fault }: Served): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const found = await answerOrRefusal({ request, parts, log, fault });
  const { range } = request.headers;
  log.info('registry request', {
    method,
    path: url.split('?')[0],
    status: found.status,
    ...(range === undefined ? {} : { range }),
  });
  if (fault?.cutUploadAfter !== undefined) {
    request.socket.destroy();
    return;
  }
  // A refused upload may still be arriving; whoever sends it must not keep the connection.
  const unread = !request.complete ? { connection: 'close' } : {};
  await writeAnswer(
    {
      ...found,
      headers: {
        'docker-distribution-api-version': 'registry/2.0',
        'x-content-type-options': 'nosniff',
        ...unread,
        ...found.headers,
      },
    },
    { response, withoutBody: method === 'HEAD', fault },
  );
  if (!request.complete) request.resume();
}

async function answerOrRefusal(served: {
  readonly request: IncomingMessage;
  readonly parts: Parts;
  readonly log: Log;
  readonly fault: Fault | null;
}): Promise<Answer> {
  const { request, parts, log, fault } = served;
  try {
    return await answer(parts, request, fault);
  } catch (error) {
    if (error instanceof RefusedRequest) return refusalAnswer(error.refusal);
    if (!request.destroyed) log.error('registry request failed', { error: String(error) });
    return refusalAnswer({ status: 500, code: 'UNKNOWN', message: 'unknown error' });
  }
}
