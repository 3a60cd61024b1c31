// A gRPC API's second way in: the same methods, faults and all, as JSON over HTTP.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text as readBody } from 'node:stream/consumers';
import type { handleUnaryCall, MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import { Metadata, status } from '@grpc/grpc-js';
import { CloudRefusal } from '../../refusal.ts';
import type { Methods } from '../door.ts';
import type { Failure } from '../unary.ts';
import { fieldsOf } from './fields.ts';
import { type Addresses, createRoutes, type Route } from './routes.ts';
import type { Transcoder } from './transcode.ts';

type Handler = handleUnaryCall<object, object>;

export interface RestOptions {
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

export function createRest(options: RestOptions): Server {
  const find = finder(options);
  return createServer((request, response) => {
    void (async () => {
      try {
        answer(response, 200, await called(request, find, options));
      } catch (error) {
        const { body, code } = errorOf(error);
        answer(response, code, body);
      }
    })();
  });
}

function finder({
  addresses,
  methods,
  services,
}: RestOptions): (verb: string, path: string) => Found | null {
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

async function called(
  request: IncomingMessage,
  find: (verb: string, path: string) => Found | null,
  { transcoder }: RestOptions,
): Promise<unknown> {
  const body = await readBody(request);
  const url = new URL(request.url ?? '/', 'https://localhost');
  const found = find(request.method ?? 'GET', url.pathname);
  if (found === null) throw new CloudRefusal('NOT_FOUND', 'Method not found.');
  const { definition, handler, route } = found;
  const transcode = await transcoder();
  const fields = fieldsOf(route, { query: url.searchParams, body });
  const answered = await run(request, handler, {
    path: definition.path,
    message: transcode.request(definition, fields),
  });
  return transcode.response(definition, answered);
}

/** As the gRPC server would call it. */
function run(
  { headers, socket }: IncomingMessage,
  handler: Handler,
  { message, path }: { readonly message: object; readonly path: string },
): Promise<object> {
  const metadata = new Metadata();
  if (headers.authorization !== undefined) metadata.set('authorization', headers.authorization);
  const call = {
    request: message,
    metadata,
    getPath: () => path,
    getPeer: () => `${socket.remoteAddress}:${socket.remotePort}`,
  };
  return new Promise((resolve, reject) => {
    handler(call as unknown as Parameters<Handler>[0], (error, value) => {
      if (error) reject(error);
      else resolve(value ?? {});
    });
  });
}

/** https://cloud.google.com/apis/design/errors#handling_errors */
const HTTP: Readonly<Record<number, number>> = {
  [status.INVALID_ARGUMENT]: 400,
  [status.FAILED_PRECONDITION]: 400,
  [status.OUT_OF_RANGE]: 400,
  [status.UNAUTHENTICATED]: 401,
  [status.PERMISSION_DENIED]: 403,
  [status.NOT_FOUND]: 404,
  [status.ABORTED]: 409,
  [status.ALREADY_EXISTS]: 409,
  [status.RESOURCE_EXHAUSTED]: 429,
  [status.CANCELLED]: 499,
  [status.UNIMPLEMENTED]: 501,
  [status.UNAVAILABLE]: 503,
  [status.DEADLINE_EXCEEDED]: 504,
};

function errorOf(thrown: unknown): { readonly code: number; readonly body: object } {
  const { code: grpc = status.INTERNAL, details, more = [] } = asFailure(thrown);
  const code = HTTP[grpc] ?? 500;
  const message = details ?? 'Internal error encountered.';
  const error = { code, message, status: status[grpc] };
  return { code, body: { error: more.length > 0 ? { ...error, details: more } : error } };
}

/** A refusal comes as it is where no method was called. */
function asFailure(thrown: unknown): Partial<Failure> {
  if (!(thrown instanceof CloudRefusal)) return thrown as Partial<Failure>;
  return { code: status[thrown.status], details: thrown.message, more: thrown.details };
}

function answer(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json; charset=UTF-8' });
  response.end(`${JSON.stringify(body, null, 2)}\n`);
}
