// Starts one Google API: gRPC and JSON on one TLS port of loopback, which can be told to fail.

import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Server, type ServiceDefinition } from '@grpc/grpc-js';
import { foundOnce } from '../../../ports/found-once.ts';
import type { Log } from '../../../ports/log.ts';
import { createFaults, type Faults } from '../../faults/faults.ts';
import { listenAgain } from '../../listening.ts';
import { guardedApi, type GuardedApi, type Methods } from './door.ts';
import { createFront, type Tls } from './front.ts';
import { jsonOver } from './json-http.ts';
import type { Protocol } from './protocol.ts';
import { answeringOver } from './transcoding/answer.ts';
import type { Transcoder } from './transcoding/messages.ts';
import type { Addresses } from './transcoding/routes.ts';

export interface ApiOptions extends Omit<GuardedApi, 'cut' | 'faults'> {
  /** Remembers the port, so that a later start in the same folder takes it again where it is free. */
  readonly dir: string;
  readonly tls: Tls;
  readonly log: Log;
  /** Left out: none. */
  readonly faults?: Faults | undefined;
  readonly protocol: Protocol;
  readonly methods: Methods;
  readonly addresses?: Addresses;
}

export interface RunningApi {
  /** `localhost:PORT`, TLS. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Methods of a service that are not among the given ones answer UNIMPLEMENTED. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { addresses = {}, dir, faults = createFaults(), log, methods, protocol, tls } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const services: Record<string, ServiceDefinition> = {};
  for (const name of Object.keys(methods)) services[name] = protocol.service(name);
  const grpc = new Server();
  // The connections exist once the guarded methods do, and the other way round.
  const guarded = guardedApi(methods, { ...options, faults, cut: (peer) => front.cut(peer) });
  const transcoder = transcoderFor(protocol);
  const answering = answeringOver({ services, methods: guarded, addresses, transcoder });
  const http = createServer(jsonOver(answering, log));
  for (const [name, service] of Object.entries(services)) {
    grpc.addService(service, guarded[name] ?? {});
  }
  const front = createFront(grpc, http, tls);
  const port = await listenAgain(front.server, join(dir, 'port'));
  return {
    endpoint: `localhost:${port}`,
    async stop() {
      const closed = new Promise((resolve) => front.server.close(resolve));
      grpc.forceShutdown();
      front.cutAll();
      await closed;
    },
  };
}

function transcoderFor({ json }: Protocol): () => Promise<Transcoder> {
  return foundOnce(async () => {
    const { createTranscoder } = await import('./transcoding/messages.ts');
    return createTranscoder(json);
  });
}
