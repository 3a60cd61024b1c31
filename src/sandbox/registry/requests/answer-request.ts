// Finds who answers a request, having asked the gate first.

import type { IncomingMessage } from 'node:http';
import type { Account } from '../access/accounts.ts';
import { json, type Answer } from './answer.ts';
import type { BlobHost } from '../blob-host.ts';
import { answerBlob, answerBlobRemoval } from './blobs.ts';
import { refuse, RefusedRequest } from '../errors.ts';
import { catalog, grantable, pull, push, remove, type Gate } from '../access/gate.ts';
import type { Judge } from '../access/judge.ts';
import type { Fault } from '../../faults/fault.ts';
import { answerCatalog, answerReferrers, answerTags } from './listings.ts';
import { answerManifest, answerManifestPut, answerManifestRemoval } from './manifests.ts';
import { routeOf, type Route } from '../route.ts';
import type { Storage } from '../storage/storage.ts';
import type { Style } from '../style.ts';
import { answerToken, type TokenEndpoint } from '../access/token-endpoint.ts';
import type { Grant } from '../access/tokens.ts';
import type { UploadStorage } from '../storage/upload-storage.ts';
import {
  answerUploadCancel,
  answerUploadChunk,
  answerUploadEnd,
  answerUploadStart,
  answerUploadStatus,
  type UploadContext,
} from './uploads.ts';

export interface Parts {
  readonly storage: Storage;
  readonly uploads: UploadStorage;
  readonly host: BlobHost | null;
  readonly style: Style;
  readonly origin: string;
  readonly gate: Gate;
  readonly judge: Judge | null;
  readonly endpoint: TokenEndpoint;
}

/** Throws a RefusedRequest for everything that is not done. */
export async function answer(
  parts: Parts,
  request: IncomingMessage,
  fault: Fault | null,
): Promise<Answer> {
  const url = new URL(request.url ?? '/', parts.origin);
  const route = routeOf(url.pathname, parts.style.tokenPath);
  if (route.type === 'token') return answerToken(parts.endpoint, request, url);
  if (route.type === 'unknown') throw refuse(404, 'UNKNOWN', 'page not found');
  if (route.type === 'invalid name') throw refuse(400, 'NAME_INVALID', 'invalid repository name');
  await requireGrant(parts, request, grantFor(route, request.method ?? 'GET'));
  if ('repository' in route) {
    const refusal = parts.judge?.misplaced(route.repository) ?? null;
    if (refusal !== null) throw new RefusedRequest(refusal);
  }
  const origin = parts.style.absoluteLocations ? parts.origin : '';
  const { storage, uploads } = parts;
  return answerRoute(parts, route, { storage, uploads, request, url, origin, fault });
}

type Known = Exclude<Route, { type: 'token' | 'unknown' | 'invalid name' }>;

function answerRoute(parts: Parts, route: Known, context: UploadContext): Promise<Answer> {
  const { storage, request, url } = context;
  if (route.type === 'base') return Promise.resolve(json({}));
  if (route.type === 'catalog') return answerCatalog(storage, url);
  if (route.type === 'tags') return answerTags(storage, route.repository, url);
  if (route.type === 'referrers') return answerReferrers(storage, route, url);
  if (route.type === 'upload') return answerUpload(route, context);
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (route.type === 'manifest') {
    if (reads) return answerManifest(storage, route, request);
    if (request.method === 'PUT') return answerManifestPut(storage, route, context);
    return request.method === 'DELETE' ? answerManifestRemoval(storage, route) : notAllowed();
  }
  if (route.type === 'blob') {
    if (reads) return answerBlob(storage, route, { request, host: parts.host });
    return request.method === 'DELETE' ? answerBlobRemoval(storage, route) : notAllowed();
  }
  if (request.method !== 'POST') return notAllowed();
  return answerUploadStart(context, route.repository, (from) =>
    parts.gate.allows(request, pull(from)),
  );
}

function answerUpload(
  { repository, id }: { readonly repository: string; readonly id: string },
  context: UploadContext,
): Promise<Answer> {
  switch (context.request.method ?? '') {
    case 'PATCH':
      return answerUploadChunk(context, repository, id);
    case 'PUT':
      return answerUploadEnd(context, repository, id);
    case 'GET':
      return answerUploadStatus(context, repository, id);
    case 'DELETE':
      return answerUploadCancel(context, repository, id);
    default:
      return notAllowed();
  }
}

function grantFor(route: Known, method: string): Grant | null {
  if (route.type === 'base') return null;
  if (route.type === 'catalog') return catalog;
  if (route.type === 'uploads' || route.type === 'upload') return push(route.repository);
  if (method === 'DELETE') return remove(route.repository);
  const reads = method === 'GET' || method === 'HEAD';
  return reads ? pull(route.repository) : push(route.repository);
}

/** Artifact Registry and GitLab both challenge first; who needs no account still needs a token. */
async function requireGrant(
  parts: Parts,
  request: IncomingMessage,
  grant: Grant | null,
): Promise<void> {
  if (grant !== null && request.headers.authorization === undefined) {
    const free = isFree(parts.endpoint.anonymous, grant);
    if (free && parts.style.acceptsCredentials) return;
  }
  await parts.gate.require(request, grant);
}

function isFree(anonymous: readonly Account[], grant: Grant): boolean {
  const allowed = grantable(anonymous, grant).actions;
  return grant.actions.every((action) => allowed.includes(action));
}

function notAllowed(): Promise<never> {
  return Promise.reject(refuse(405, 'UNSUPPORTED', 'the operation is unsupported'));
}
