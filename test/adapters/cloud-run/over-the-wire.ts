// What the API's client makes of a message: every member filled in, enums and 64-bit numbers as text.

import { createRequire } from 'node:module';
import { fromJSON } from '@grpc/proto-loader';

interface Codec {
  requestSerialize(value: unknown): Buffer;
  requestDeserialize(bytes: Buffer): unknown;
}

const json = createRequire(import.meta.url)(
  '@google-cloud/run/build/protos/protos.json',
) as Parameters<typeof fromJSON>[0];

/** The options that the SDK loads its protos with. */
const definitions = fromJSON(json, {
  keepCase: false,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});

/** The service as a unary answer would carry it. */
export function serviceOverTheWire<T>(service: T): T {
  const services = definitions['google.cloud.run.v2.Services'] as unknown as Record<string, Codec>;
  const codec = services['CreateService'];
  if (codec === undefined) throw new Error('the protos have no CreateService');
  const bytes = codec.requestSerialize({ service });
  return (codec.requestDeserialize(bytes) as { service: T }).service;
}

export interface ProtoField {
  readonly type: string;
  readonly options?: Readonly<Record<string, string>>;
}

interface ProtoNode {
  readonly fields?: Readonly<Record<string, ProtoField>>;
  readonly nested?: Readonly<Record<string, ProtoNode>>;
}

/** The members of a message of the API, as this version of the client knows them. */
export function membersOf(message: string): Readonly<Record<string, ProtoField>> {
  let node: ProtoNode | undefined = json as ProtoNode;
  for (const name of ['google', 'cloud', 'run', 'v2', message]) node = node?.nested?.[name];
  if (node?.fields === undefined) throw new Error(`the protos have no ${message}`);
  return node.fields;
}
