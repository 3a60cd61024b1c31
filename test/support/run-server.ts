// A server that speaks Cloud Run's protocol and answers as a test wants, or not at all.

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  loadPackageDefinition,
  type Metadata,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { createAuthority } from '../../src/sandbox/tls/authority.ts';

export interface RunRequest {
  readonly name: string;
  readonly parent: string;
  readonly pageSize: number;
  readonly pageToken: string;
}

export interface RunError {
  readonly code: number;
  readonly details: string;
  readonly metadata?: Metadata;
}

/** What to answer; null: nothing, ever. An answer with a `code` is an error. */
export type Answer = (request: RunRequest) => object | RunError | null;

export interface RunServer {
  readonly endpoint: string;
  readonly ca: string;
  /** How often each method was called: `GetService`. */
  readonly counted: Map<string, number>;
  stop(): void;
}

const json = createRequire(import.meta.url)(
  '@google-cloud/run/build/protos/protos.json',
) as Parameters<typeof fromJSON>[0];

/** Methods that are left out answer with an empty message. */
export async function startRunServer(
  answers: Readonly<Record<string, Answer>>,
): Promise<RunServer> {
  const dir = mkdtempSync(join(tmpdir(), 'run-server-'));
  const { ca, cert, key } = await createAuthority(dir);
  const loaded = loadPackageDefinition(
    fromJSON(json, { longs: String, enums: String }),
  ) as unknown as {
    google: { cloud: { run: { v2: Record<string, ServiceClientConstructor> } } };
  };
  const counted = new Map<string, number>();
  const server = new Server();
  for (const name of ['Services', 'Revisions']) {
    const definition = loaded.google.cloud.run.v2[name]?.service ?? {};
    const methods = Object.keys(definition).map((method) => [
      method,
      ({ request }: { request: RunRequest }, done: (error: unknown, answer?: object) => void) => {
        counted.set(method, (counted.get(method) ?? 0) + 1);
        const answer = (answers[method] ?? (() => ({})))(request);
        if (answer === null) return;
        if ('code' in answer) done(answer);
        else done(null, answer);
      },
    ]);
    server.addService(definition, Object.fromEntries(methods));
  }
  const credentials = ServerCredentials.createSsl(null, [
    { private_key: Buffer.from(key), cert_chain: Buffer.from(cert) },
  ]);
  const port = await new Promise<number>((bound, failed) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, chosen) =>
      error === null ? bound(chosen) : failed(error),
    );
  });
  return {
    endpoint: `localhost:${port}`,
    ca,
    counted,
    stop() {
      server.forceShutdown();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
