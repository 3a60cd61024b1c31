// The vendor's own protocol definitions, read from the client package.

import { createRequire } from 'node:module';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';
import type { Answer } from '../messages.ts';

export interface Wire {
  readonly services: ServiceDefinition;
  readonly revisions: ServiceDefinition;
  readonly operations: ServiceDefinition;
  /** First parts of update masks that exist. */
  readonly serviceFields: ReadonlySet<string>;
  encode(answer: Answer): Buffer;
}

/** Takes about 100 ms. */
export function loadProtocol(): Wire {
  const json = createRequire(import.meta.url)(
    '@google-cloud/run/build/protos/protos.json',
  ) as Parameters<typeof fromJSON>[0];
  const definitions = fromJSON(json, { longs: String, enums: String, defaults: false });
  const services = serviceAt(definitions, 'google.cloud.run.v2.Services');
  const revisions = serviceAt(definitions, 'google.cloud.run.v2.Revisions');
  const encoders = {
    Service: services.GetService?.responseSerialize,
    Revision: revisions.GetRevision?.responseSerialize,
  };
  return {
    services,
    revisions,
    operations: serviceAt(definitions, 'google.longrunning.Operations'),
    serviceFields: fieldsOf(definitions['google.cloud.run.v2.Service']),
    encode({ message, type }) {
      const encode = encoders[type];
      if (encode === undefined) throw new Error(`no definition of ${type}`);
      return encode(message);
    },
  };
}

function serviceAt(definitions: PackageDefinition, name: string): ServiceDefinition {
  const found = definitions[name];
  if (found === undefined || 'format' in found) throw new Error(`no definition of ${name}`);
  return found;
}

function fieldsOf(definition: PackageDefinition[string] | undefined): ReadonlySet<string> {
  const type = (definition as { type?: { field?: { name?: string }[] } } | undefined)?.type;
  const names = (type?.field ?? []).map(({ name }) => (name ?? '').replace(/_([a-z])/g, upper));
  return new Set(names);
}

function upper(_: string, letter: string): string {
  return letter.toUpperCase();
}
