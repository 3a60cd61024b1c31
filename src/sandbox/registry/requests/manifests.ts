// Reading, storing and removing manifests: their exact bytes, never re-written.

import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { RefusedRequest, refuse } from '../errors.ts';
import { isAccepted, isIndex, parseManifest, type ParsedManifest } from './manifest-content.ts';
import { readBytes } from './request-body.ts';
import { isDigest, isTag } from '../route.ts';
import { digestOf, type Storage } from '../storage/storage.ts';

/** What distribution allows. */
const LARGEST_MANIFEST = 4 * 1024 * 1024;

export interface ManifestRequest {
  readonly repository: string;
  /** A tag or a digest. */
  readonly reference: string;
}

export async function answerManifest(
  storage: Storage,
  asked: ManifestRequest,
  request: IncomingMessage,
): Promise<Answer> {
  const digest = await resolved(storage, asked);
  const found = digest === null ? null : await storage.manifest(asked.repository, digest);
  if (digest === null || found === null) throw await unknown(storage, asked.repository);
  if (!isAccepted(found.mediaType, request.headers.accept))
    throw refuse(404, 'MANIFEST_UNKNOWN', `found a ${found.mediaType}, which is not accepted`);
  const headers = { 'docker-content-digest': digest, etag: `"${digest}"` };
  if (request.headers['if-none-match']?.includes(digest) === true) return { status: 304, headers };
  return {
    status: 200,
    headers: { ...headers, 'content-type': found.mediaType },
    body: found.bytes,
  };
}

export async function answerManifestPut(
  storage: Storage,
  { repository, reference }: ManifestRequest,
  { request, origin }: { readonly request: IncomingMessage; readonly origin: string },
): Promise<Answer> {
  const bytes = await readBytes(request, LARGEST_MANIFEST);
  const digest = digestOf(bytes);
  if (!isTag(reference) && reference !== digest)
    throw refuse(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content');
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const parsed = parseManifest(bytes, mediaType);
  if (typeof parsed === 'string') throw refuse(400, 'MANIFEST_INVALID', parsed);
  await requireContents(storage, repository, parsed);
  await storage.putManifest(repository, digest, { mediaType, bytes });
  if (isTag(reference)) await storage.tag(repository, reference, digest);
  return {
    status: 201,
    headers: {
      location: `${origin}/v2/${repository}/manifests/${digest}`,
      'docker-content-digest': digest,
      ...(parsed.subject === null ? {} : { 'oci-subject': parsed.subject }),
    },
  };
}

/** By digest the manifest and all its tags go, by tag only the tag. */
export async function answerManifestRemoval(
  storage: Storage,
  { repository, reference }: ManifestRequest,
): Promise<Answer> {
  const gone = isDigest(reference)
    ? await storage.removeManifest(repository, reference)
    : isTag(reference) && (await storage.untag(repository, reference));
  if (gone) return { status: 202 };
  throw await unknown(storage, repository);
}

async function resolved(storage: Storage, asked: ManifestRequest): Promise<string | null> {
  if (isDigest(asked.reference)) return asked.reference;
  if (isTag(asked.reference)) return storage.tagged(asked.repository, asked.reference);
  throw refuse(400, 'DIGEST_INVALID', 'neither a tag nor a sha256 digest');
}

async function unknown(storage: Storage, repository: string): Promise<RefusedRequest> {
  return (await storage.tags(repository)) === null
    ? refuse(404, 'NAME_UNKNOWN', 'repository name not known to registry')
    : refuse(404, 'MANIFEST_UNKNOWN', 'manifest unknown');
}

async function requireContents(
  storage: Storage,
  repository: string,
  manifest: ParsedManifest,
): Promise<void> {
  const index = isIndex(manifest.mediaType);
  for (const { digest, size } of manifest.needs) {
    const held = index
      ? ((await storage.manifest(repository, digest))?.bytes.length ?? null)
      : await storage.blobSize(repository, digest);
    if (held === null)
      throw new RefusedRequest({
        status: 400,
        code: 'MANIFEST_BLOB_UNKNOWN',
        message: `${index ? 'manifest' : 'blob'} unknown to registry`,
        detail: { digest },
      });
    if (held !== size)
      throw refuse(400, 'SIZE_INVALID', `${digest} has ${held} bytes, the manifest says ${size}`);
  }
}
