// Reading and removing blobs.

import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { answerFile } from './answer-file.ts';
import type { BlobHost } from '../blob-host.ts';
import { refuse } from '../errors.ts';
import { isDigest } from '../route.ts';
import type { Storage } from '../storage/storage.ts';

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

export async function answerBlobRemoval(
  storage: Storage,
  { repository, digest }: BlobRequest,
): Promise<Answer> {
  if (!isDigest(digest)) throw refuse(400, 'DIGEST_INVALID', 'not a sha256 digest');
  if (await storage.removeBlob(repository, digest)) return { status: 202 };
  throw refuse(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
}
