// A gRPC API's second way in: the same methods, faults and all, for JSON over HTTP.

import type { handleUnaryCall, MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { Metadata, status } from '@grpc/grpc-js';
import { CloudRefusal, type RefusalStatus } from '../../refusal.ts';
import type { Methods } from '../door.ts';
import type { Answering } from '../json-http.ts';
import type { Failure } from '../unary.ts';
import { fieldsOf } from './fields.ts';
import { type Addresses, createRoutes, type Route } from './routes.ts';
import type { Transcoder } from './messages.ts';

type Handler = handleUnaryCall<object, object>;

export interface TranscodedApi {
  readonly services: Readonly<Record<string, ServiceDefinition>>;
  readonly methods: Methods;
  readonly addresses: Addresses;
  /** Asked for with the first request: whoever speaks gRPC only does not wait for it. */
  readonly transcoder: () => Promise<Transcoder>;
}

interface Found {
  readonly route: Route;
  readonly definition: MethodDefinition<object, object>;
  readonly handler: Handler;
}

export function answeringOver(options: TranscodedApi): Answering {
  const find = finder(options);
  return async ({ body, headers, peer, url, verb }) => {
    const found = find(verb, url.pathname);
    if (found === null) throw new CloudRefusal('NOT_FOUND', 'Method not found.');
    const { definition, handler, route } = found;
    const transcode = await options.transcoder();
    const fields = fieldsOf(route, { query: url.searchParams, body });
    const answer = await run(handler, {
      authorization: headers.authorization,
      message: transcode.request(definition, fields),
      path: definition.path,
      peer,
    });
    return { status: 200, body: transcode.response(definition, answer) };
  };
}

function finder({
  addresses,
  methods,
  services,
}: TranscodedApi): (verb: string, path: string) => Found | null {
  const all = Object.entries(services).map(([name, service]) => {
    const handlers = methods[name] ?? {};
    return { service, handlers, find: createRoutes(service, Object.keys(handlers), addresses) };
  });
  return (verb, path) => {
    for (const { find, handlers, service } of all) {
      const route = find(verb, path);
      const definition = route === null ? undefined : service[route.method];
      if (route === null || definition === undefined) continue;
      return { route, definition, handler: handlers[route.method] as Handler };
    }
    return null;
  };
}

interface Call {
  readonly authorization: string | undefined;
  readonly message: object;
  readonly path: string;
  readonly peer: string;
}

/** As the gRPC server would call it. */
function run(handler: Handler, { authorization, message, path, peer }: Call): Promise<object> {
  const metadata = new Metadata();
  if (authorization !== undefined) metadata.set('authorization', authorization);
  const call = { request: message, metadata, getPath: () => path, getPeer: () => peer };
  return new Promise((resolve, reject) => {
    handler(call as unknown as Parameters<Handler>[0], (error, value) => {
      if (error) reject(refusalOf(error));
      else resolve(value ?? {});
    });
  });
}

function refusalOf({ code = status.INTERNAL, details = '', more = [] }: Partial<Failure>): Error {
  return new CloudRefusal(status[code] as RefusalStatus, details, more);
}
