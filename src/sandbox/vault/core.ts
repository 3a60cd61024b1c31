// What Vault does with one request, step by step.

import type { Call, Caller, Data, Operation, Reply, Route, Work } from './call.ts';
import { aclAllows, type Rights } from './rights.ts';
import {
  noHandler,
  permissionDenied,
  sealed,
  unknownToken,
  unsupportedOperation,
  unsupportedPath,
} from './refusal.ts';
import type { Mount, Mounts } from './store/mounts.ts';
import type { Namespaces } from './store/namespaces.ts';
import type { Storage } from './store/storage.ts';
import type { Tokens } from './tokens/tokens.ts';

export interface VaultRequest {
  readonly operation: 'read' | 'list' | 'write' | 'patch' | 'delete';
  /** Below `/v1/`; a list ends in a slash. */
  readonly path: string;
  readonly namespace: string;
  readonly token: string | null;
  readonly data: Data;
  readonly query: URLSearchParams;
}

export interface CoreOptions {
  readonly storage: Storage;
  readonly mounts: Mounts;
  readonly namespaces: Namespaces;
  readonly tokens: Tokens;
  readonly rights: Rights;
  readonly routes: (mount: Mount) => readonly Route[];
  /** Answered whatever state Vault is in. */
  readonly always: readonly Route[];
}

/** Gives null for an answer without content; throws VaultRefusal. */
export type Core = (request: VaultRequest) => Promise<Reply | null>;

export function createCore(options: CoreOptions): Core {
  return async (request) => {
    const early = alwaysAt(options.always, request);
    if (early !== null) return early.work(early.call);
    if (options.storage.isSealed()) throw sealed();
    const place = options.namespaces.resolve(request.namespace, request.path);
    if (place === null) throw noHandler(request.path);
    return work(options, { ...request, ...place });
  };
}

async function work(options: CoreOptions, request: VaultRequest): Promise<Reply | null> {
  const { namespace, path } = request;
  const mount = options.mounts.behind(namespace, path);
  const inner = mount === null ? '' : path.slice(mount.path.length).replace(/\/$/, '');
  const route = mount === null ? null : routeAt(options.routes(mount), inner);
  if (route?.route.open === true)
    return perform(route, request, callOf(request, route, knownCaller(options, request)));
  const caller = callerOf(options, request);
  const operation = operationOf(request, route, caller);
  const fitting = options.rights.at(caller.token, namespace + path, operation);
  if (!aclAllows(fitting, operation)) throw permissionDenied();
  if (route?.route.sudo === true && !fitting.includes('sudo')) throw permissionDenied();
  options.tokens.use(caller.token);
  if (mount === null) throw noHandler(path);
  if (route === null) throw unsupportedPath();
  return perform(route, request, { ...callOf(request, route, caller), operation });
}

interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

function routeAt(routes: readonly Route[], path: string): Found | null {
  for (const route of routes) {
    const match = route.path.exec(path);
    if (match !== null) return { route, params: match.groups ?? {} };
  }
  return null;
}

function callerOf(options: CoreOptions, request: VaultRequest): Caller {
  const caller = knownCaller(options, request);
  if (caller === null) throw unknownToken(request.token !== null);
  return caller;
}

function knownCaller({ tokens }: CoreOptions, { token: id }: VaultRequest): Caller | null {
  const token = id === null ? null : tokens.find(id);
  return id === null || token === null ? null : { id, token };
}

/** Without a check for existence every write is an update. */
function operationOf(request: VaultRequest, found: Found | null, caller: Caller): Operation {
  if (request.operation !== 'write') return request.operation;
  if (found?.route.exists === undefined) return 'update';
  return found.route.exists(callOf(request, found, caller)) ? 'update' : 'create';
}

function callOf(request: VaultRequest, { params }: Found, caller: Caller | null): Call {
  const { data, namespace, operation, query } = request;
  const simple = operation === 'write' ? 'update' : operation;
  return { operation: simple, params, data, query, namespace, caller };
}

async function perform({ route }: Found, request: VaultRequest, call: Call): Promise<Reply | null> {
  const todo = workOf(route, request.operation);
  if (todo === undefined) throw unsupportedOperation();
  return todo(call);
}

function workOf(route: Route, operation: VaultRequest['operation']): Work | undefined {
  return operation === 'delete' ? route.remove : route[operation];
}

function alwaysAt(
  routes: readonly Route[],
  request: VaultRequest,
): { readonly work: Work; readonly call: Call } | null {
  if (!request.path.startsWith('sys/')) return null;
  const found = routeAt(routes, request.path.slice('sys/'.length));
  const todo = found === null ? undefined : workOf(found.route, request.operation);
  if (found === null || todo === undefined) return null;
  return { work: todo, call: callOf(request, found, null) };
}
