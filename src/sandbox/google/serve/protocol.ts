// The vendor's own definitions of a gRPC API, read from its client package.

import { createRequire } from 'node:module';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';

export interface Protocol {
  /** As it lies in the package. */
  readonly json: object;
  service(name: string): ServiceDefinition;
  /** The fields of a message, in camel case. */
  fields(type: string): ReadonlySet<string>;
  /** A message of any type, as one field of another carries it. */
  packed(type: string, message: object): WireAny;
}

export interface WireAny {
  readonly type_url: string;
  readonly value: Buffer;
}

/** `file` is a module path: `@google-cloud/run/build/protos/protos.json`. Takes about 100 ms. */
export function readProtocol(file: string): Protocol {
  const json = createRequire(import.meta.url)(file) as Parameters<typeof fromJSON>[0];
  const definitions = fromJSON(json, { longs: String, enums: String, defaults: false });
  return {
    json,
    service: (name) => serviceAt(definitions, name),
    fields: (type) => fieldsOf(definitions[type]),
    packed(type, message) {
      const found = definitions[type];
      if (found?.format !== 'Protocol Buffer 3 DescriptorProto') {
        throw new Error(`no definition of ${type}`);
      }
      const { serialize } = found;
      return { type_url: `type.googleapis.com/${type}`, value: serialize(message) };
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
