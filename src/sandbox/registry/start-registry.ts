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
import type { Interfere, Interference } from './interference.ts';
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
  readonly style: 'gitlab' | 'plain';
  /** Left out: any free one. */
  readonly port?: number;
  /** Left out: 5 minutes, as GitLab's. */
  readonly tokenLifetimeSeconds?: number;
  /** Blobs are handed out by redirects to another port. */
  readonly redirectBlobs?: boolean;
  readonly interfere?: Interfere;
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
  const host = options.redirectBlobs === true ? await startBlobHost(options.dir) : null;
  const authenticate =
    typeof options.users === 'function' ? options.users : authenticateAmong(options.users);
  const { service, log } = options;
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
    gate: createGate({ tokens, authenticate, style, service, realm: `${url}${style.tokenPath}` }),
    endpoint: { tokens, authenticate, anonymous: options.anonymous ?? [], style, service, now },
  };
  server.on('request', (request, response) => {
    void serve({ request, response, parts, log, interfere: options.interfere ?? (() => null) });
  });
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
  readonly interfere: Interfere;
}

async function serve({ request, response, parts, log, interfere }: Served): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const interference = interfere({
    method,
    url,
    range: request.headers.range ?? null,
    authorized: request.headers.authorization !== undefined,
  });
  const found = await answerOrRefusal({ request, parts, log, interference });
  log.info('registry request', { method, path: url.split('?')[0], status: found.status });
  if (interference?.type === 'cut upload') {
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
    { response, withoutBody: method === 'HEAD', interference },
  );
  if (!request.complete) request.resume();
}

async function answerOrRefusal(served: {
  readonly request: IncomingMessage;
  readonly parts: Parts;
  readonly log: Log;
  readonly interference: Interference | null;
}): Promise<Answer> {
  const { request, parts, log, interference } = served;
  if (interference?.type === 'answer')
    return refusalAnswer({
      status: interference.status,
      code: interference.status === 429 ? 'TOOMANYREQUESTS' : 'UNKNOWN',
      message: 'told to fail',
      ...(interference.headers === undefined ? {} : { headers: interference.headers }),
    });
  try {
    return await answer(parts, request, interference);
  } catch (error) {
    if (error instanceof RefusedRequest) return refusalAnswer(error.refusal);
    if (!request.destroyed) log.error('registry request failed', { error: String(error) });
    return refusalAnswer({ status: 500, code: 'UNKNOWN', message: 'unknown error' });
  }
}
