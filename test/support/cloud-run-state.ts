// What Cloud Run holds, asked with Google's own client.

import { readFileSync } from 'node:fs';
import { credentials, Metadata } from '@grpc/grpc-js';
import { type protos, RevisionsClient, ServicesClient } from '@google-cloud/run';
import { PassThroughClient } from 'google-auth-library';
import type { Sandbox } from './sandbox-process.ts';

export type WireService = protos.google.cloud.run.v2.IService;

export interface CloudRunState {
  /** All services of a project and region. */
  readonly services: (project: string, region: string) => Promise<readonly WireService[]>;
  /** Names of the revisions of a service, newest first. */
  readonly revisions: (service: string) => Promise<readonly string[]>;
  readonly update: (service: WireService, paths: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export function cloudRunOf({ cloudRun }: Sandbox): CloudRunState {
  const [apiEndpoint = '', port] = cloudRun.endpoint.split(':');
  const bearer = credentials.createFromMetadataGenerator((_, done) => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${cloudRun.token}`);
    done(null, metadata);
  });
  const channel = credentials.createSsl(readFileSync(cloudRun.ca));
  const options = {
    apiEndpoint,
    port: Number(port),
    sslCreds: credentials.combineChannelCredentials(channel, bearer),
    authClient: new PassThroughClient(),
  };
  const services = new ServicesClient(options);
  const revisions = new RevisionsClient(options);
  return {
    services: async (project, region) =>
      (await services.listServices({ parent: `projects/${project}/locations/${region}` }))[0],
    revisions: async (parent) =>
      (await revisions.listRevisions({ parent }))[0].map(
        ({ name }) => name?.split('/').at(-1) ?? '',
      ),
    async update(service, paths) {
      const [operation] = await services.updateService({
        service,
        updateMask: { paths: [...paths] },
      });
      await operation.promise();
    },
    async close() {
      await Promise.all([services.close(), revisions.close()]);
    },
  };
}
