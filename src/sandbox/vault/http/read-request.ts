// An HTTP request as Vault understands it.

import type { IncomingMessage } from 'node:http';
import type { Data } from '../call.ts';
import type { VaultRequest } from '../core.ts';
import { VaultRefusal } from '../refusal.ts';

/** Vault's own limit. */
const LARGEST_BODY = 32 * 1024 * 1024;

/** `PUT` counts as `POST`, and a `GET` with `list` as `LIST`. */
export function verbOf({ method = 'GET', url = '/' }: IncomingMessage): string {
  if (method === 'PUT') return 'POST';
  const list = new URL(url, 'http://vault.invalid').searchParams.get('list');
  return method === 'GET' && /^(?:1|t|true)$/i.test(list ?? '') ? 'LIST' : method;
}

const OPERATIONS: Readonly<Record<string, VaultRequest['operation']>> = {
  GET: 'read',
  LIST: 'list',
  POST: 'write',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Throws VaultRefusal. */
export async function readRequest(request: IncomingMessage): Promise<VaultRequest> {
  const { headers, url = '/' } = request;
  const { pathname, searchParams: query } = new URL(url, 'http://vault.invalid');
  const operation = OPERATIONS[verbOf(request)];
  if (operation === undefined) throw new VaultRefusal(405);
  if (!pathname.startsWith('/v1/') || pathname === '/v1/') throw new VaultRefusal(404);
  const path = decoded(pathname.slice('/v1/'.length));
  const merges = /^application\/merge-patch\+json\b/.test(headers['content-type'] ?? '');
  if (operation === 'patch' && !merges)
    throw new VaultRefusal(415, 'PATCH requires Content-Type of application/merge-patch+json');
  return {
    operation,
    path: operation === 'list' && !path.endsWith('/') ? `${path}/` : path,
    namespace: one(headers['x-vault-namespace']) ?? '',
    token: one(headers['x-vault-token']) ?? bearer(headers.authorization),
    data: operation === 'read' || operation === 'list' ? {} : await bodyOf(request),
    query,
  };
}

async function bodyOf(request: IncomingMessage): Promise<Data> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_BODY) throw new VaultRefusal(413, 'http: request body too large');
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString('utf8').trim();
  if (text === '') return {};
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new VaultRefusal(400, 'failed to parse JSON input: not an object');
  return value as Data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What came may hold a secret, so the words of the parser, which show it, are not repeated.
    throw new VaultRefusal(400, 'failed to parse JSON input');
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new VaultRefusal(400);
  }
}

function one(header: string | string[] | undefined): string | null {
  const text = Array.isArray(header) ? header[0] : header;
  return text === undefined || text === '' ? null : text;
}

function bearer(header: string | undefined): string | null {
  return /^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? null;
}
