// Receiving blobs: at once, in chunks, or by pointing at another repository.

import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { RefusedRequest, refuse } from '../errors.ts';
import { cutAfter } from '../broken-stream.ts';
import type { Fault } from '../../faults/fault.ts';
import { isDigest, isRepository } from '../route.ts';
import { digestOfFile, type Storage } from '../storage/storage.ts';
import type { UploadStorage } from '../storage/upload-storage.ts';

export interface UploadContext {
  readonly storage: Storage;
  readonly uploads: UploadStorage;
  readonly request: IncomingMessage;
  readonly url: URL;
  /** Scheme and host before every location, or empty. */
  readonly origin: string;
  readonly fault: Fault | null;
}

/** `mayPull` says whether the client may read the repository that it wants to mount from. */
export async function answerUploadStart(
  context: UploadContext,
  repository: string,
  mayPull: (from: string) => Promise<boolean>,
): Promise<Answer> {
  const { storage, uploads, url } = context;
  const mount = url.searchParams.get('mount');
  const from = url.searchParams.get('from');
  if (mount !== null && from !== null && isDigest(mount) && isRepository(from)) {
    if ((await mayPull(from)) && (await storage.mountBlob(repository, mount, from)))
      return created(context, repository, mount);
  }
  const id = await uploads.begin(repository);
  if (url.searchParams.has('digest')) return answerUploadEnd(context, repository, id);
  return progress(context, repository, { id, status: 202, received: 0 });
}

export async function answerUploadChunk(
  context: UploadContext,
  repository: string,
  id: string,
): Promise<Answer> {
  const before = await known(context, repository, id);
  const range = /^(?:bytes )?(\d+)-(\d+)/.exec(context.request.headers['content-range'] ?? '');
  if (range !== null && Number(range[1]) !== before)
    throw outOfOrder(context, repository, { id, received: before });
  await append(context, id);
  const received = await known(context, repository, id);
  return progress(context, repository, { id, status: 202, received });
}

export async function answerUploadEnd(
  context: UploadContext,
  repository: string,
  id: string,
): Promise<Answer> {
  const digest = context.url.searchParams.get('digest') ?? '';
  const before = await known(context, repository, id);
  if (!isDigest(digest)) throw refuse(400, 'DIGEST_INVALID', 'a sha256 digest is needed');
  const range = /^(?:bytes )?(\d+)-/.exec(context.request.headers['content-range'] ?? '');
  if (range !== null && Number(range[1]) !== before)
    throw outOfOrder(context, repository, { id, received: before });
  await append(context, id);
  const file = context.uploads.file(id);
  if ((await digestOfFile(file)) !== digest) {
    await context.uploads.discard(id);
    throw refuse(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  }
  await context.storage.adoptBlob(repository, digest, file);
  await context.uploads.discard(id);
  return created(context, repository, digest);
}

export async function answerUploadStatus(
  context: UploadContext,
  repository: string,
  id: string,
): Promise<Answer> {
  const received = await known(context, repository, id);
  return progress(context, repository, { id, status: 204, received });
}

export async function answerUploadCancel(
  context: UploadContext,
  repository: string,
  id: string,
): Promise<Answer> {
  await known(context, repository, id);
  await context.uploads.discard(id);
  return { status: 204 };
}

async function append({ request, uploads, fault }: UploadContext, id: string): Promise<void> {
  const body =
    fault?.cutUploadAfter === undefined ? request : request.pipe(cutAfter(fault.cutUploadAfter));
  if (!(await uploads.append(id, body)))
    throw refuse(416, 'RANGE_INVALID', 'another request is writing to this upload');
}

async function known(context: UploadContext, repository: string, id: string): Promise<number> {
  const received = await context.uploads.received(repository, id);
  if (received === null)
    throw refuse(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
  return received;
}

function created({ origin }: UploadContext, repository: string, digest: string): Answer {
  return {
    status: 201,
    headers: {
      location: `${origin}/v2/${repository}/blobs/${digest}`,
      'docker-content-digest': digest,
    },
  };
}

function progress(
  { origin }: UploadContext,
  repository: string,
  {
    id,
    status,
    received,
  }: { readonly id: string; readonly status: number; readonly received: number },
): Answer {
  return {
    status,
    headers: {
      // The state is there to make clients carry the query on, as real registries make them.
      location: `${origin}/v2/${repository}/blobs/uploads/${id}?_state=${received}`,
      range: `0-${Math.max(0, received - 1)}`,
      'docker-upload-uuid': id,
    },
  };
}

function outOfOrder(
  context: UploadContext,
  repository: string,
  { id, received }: { readonly id: string; readonly received: number },
): RefusedRequest {
  return new RefusedRequest({
    status: 416,
    code: 'RANGE_INVALID',
    message: 'chunks must come in order',
    headers: { ...progress(context, repository, { id, status: 416, received }).headers },
  });
}
