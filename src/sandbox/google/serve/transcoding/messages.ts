// JSON as protocol buffers have it, to the messages of an API and back.

import type { MethodDefinition } from '@grpc/grpc-js';
import { protobuf, serializer } from 'google-gax';
import { invalid } from '../../refusal.ts';
import { isFields, type Fields } from './fields.ts';

type Definition = MethodDefinition<object, object>;

export interface Transcoder {
  /** The message as gRPC would have handed it over. Throws INVALID_ARGUMENT. */
  request(method: Definition, fields: Fields): object;
  response(method: Definition, answer: object): unknown;
}

/** Takes about 100 ms. */
export function createTranscoder(json: object): Transcoder {
  const root = protobuf.Root.fromJSON(json);
  root.resolveAll();
  return {
    request(method, fields) {
      const type = typesOf(root, method).request;
      return method.requestDeserialize(Buffer.from(type.encode(read(type, fields)).finish()));
    },
    response(method, answer) {
      const type = typesOf(root, method).response;
      return serializer.toProto3JSON(type.decode(method.responseSerialize(answer)));
    },
  };
}

interface Types {
  readonly request: protobuf.Type;
  readonly response: protobuf.Type;
}

function typesOf(root: protobuf.Root, { path }: Definition): Types {
  const [, service = '', name = ''] = path.split('/');
  const method = root.lookupService(service).methods[name];
  method?.resolve();
  const { resolvedRequestType: request, resolvedResponseType: response } = method ?? {};
  if (!request || !response) throw new Error(`no definition of ${path}`);
  return { request, response };
}

function read(type: protobuf.Type, fields: Fields): protobuf.Message {
  const named = asDefined(type, fields, '');
  try {
    const message = serializer.fromProto3JSON(
      type,
      named as Parameters<typeof serializer.fromProto3JSON>[1],
    );
    if (message !== null) return message;
  } catch (error) {
    throw invalid(`Invalid JSON payload received. ${(error as Error).message}`);
  }
  throw invalid('Invalid JSON payload received. Expected an object.');
}

/** With names in camel case, whatever case they came in, and texts of a query read as what they stand for. */
function asDefined(type: protobuf.Type, fields: Fields, at: string): Fields {
  const entries = Object.entries(fields).map(([given, value]) => {
    const name = given.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const field = type.fields[name]?.resolve();
    if (field === undefined) {
      const where = at === '' ? '' : ` at '${at.slice(1)}'`;
      throw invalid(
        `Invalid JSON payload received. Unknown name "${given}"${where}: Cannot find field.`,
      );
    }
    return [name, valueOf(field, value, `${at}.${name}`)];
  });
  return Object.fromEntries(entries) as Fields;
}

function valueOf(field: protobuf.Field, value: unknown, at: string): unknown {
  const one = (each: unknown): unknown => {
    const inner = field.resolvedType;
    if (isOwnMessage(inner)) return isFields(each) ? asDefined(inner, each, at) : each;
    if (typeof each !== 'string') return each;
    if (field.type === 'bool') return each === 'true' ? true : each === 'false' ? false : each;
    return field.type === 'int32' && /^-?\d+$/.test(each) ? Number(each) : each;
  };
  if (field.map && isFields(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, one(each)]));
  }
  if (!field.repeated) return one(value);
  return Array.isArray(value) ? value.map(one) : typeof value === 'string' ? [one(value)] : value;
}

/** Timestamps, durations and the like are texts in JSON. */
function isOwnMessage(type: protobuf.ReflectionObject | null): type is protobuf.Type {
  return type instanceof protobuf.Type && !type.fullName.startsWith('.google.protobuf.');
}
