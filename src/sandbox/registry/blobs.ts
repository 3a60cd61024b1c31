// Reading and removing blobs.

import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import type { BlobHost } from './blob-host.ts';
import { RefusedRequest, refuse } from './errors.ts';
import { isDigest } from './route.ts';
import type { Storage } from './storage.ts';

export interface BlobRequest {
  readonly repository: string;
  readonly digest: string;
}

/** `host`: where the bytes are handed out instead of here, or null. */
export async function answerBlob(
  storage: Storage,
  { repository, digest }: BlobRequest,
  { request, host }: { readonly request: IncomingMessage; readonly host: BlobHost | null },
): Promise<Answer> {
  if (!isDigest(digest)) throw refuse(400, 'DIGEST_INVALID', 'not a sha256 digest');
  const file = await storage.blobFile(repository, digest);
  const size = await storage.blobSize(repository, digest);
  if (file === null || size === null) throw refuse(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  if (host !== null && request.method === 'GET')
    return { status: 307, headers: { location: host.address(digest) } };
  return answerFile({ file, size, digest }, request);
}

/** The file, or the one range of it that was asked for. */
export function answerFile(
  found: { readonly file: string; readonly size: number; readonly digest: string },
  request: IncomingMessage,
): Answer {
  const { file, size, digest } = found;
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    'accept-ranges': 'bytes',
    etag: `"${digest}"`,
  };
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  if (range === null || (range[1] === '' && range[2] === ''))
    return { status: 200, headers, body: { file, start: 0, end: size } };
  const [, from = '', to = ''] = range;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1);
  if (start >= size || end <= start)
    throw new RefusedRequest({
      status: 416,
      code: 'RANGE_INVALID',
      message: 'the range lies outside the blob',
      headers: { 'content-range': `bytes */${size}` },
    });
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end - 1}/${size}` },
    body: { file, start, end },
  };
}

export async function answerBlobRemoval(
  storage: Storage,
  { repository, digest }: BlobRequest,
): Promise<Answer> {
  if (!isDigest(digest)) throw refuse(400, 'DIGEST_INVALID', 'not a sha256 digest');
  if (await storage.removeBlob(repository, digest)) return { status: 202 };
  throw refuse(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
}
