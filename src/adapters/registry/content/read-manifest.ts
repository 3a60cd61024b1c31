// Fetches manifests and small blobs whole, and believes them only when their digest is right.

import { createHash } from 'node:crypto';
import type { Failure } from '../../../ports/failure.ts';
import type { Digest } from '../../../resources/kinds.ts';
import type { Repository } from '../endpoint.ts';
import { pullScope, type Exchange } from '../http/exchange.ts';
import { broken, invalid, refused } from '../http/failures.ts';
import { isDigest } from '../image-name.ts';
import { MANIFEST_TYPES, parseManifest, type Descriptor, type Manifest } from './manifest.ts';
import type { Received } from '../http/request.ts';

export interface ReadManifest {
  readonly digest: Digest;
  /** Exactly as stored; never written anew. */
  readonly bytes: Buffer;
  readonly manifest: Manifest;
}

/** What the distribution specification lets a registry limit manifests to. */
const LARGEST_MANIFEST = 4 * 1024 * 1024;
const LARGEST_CONFIG = 8 * 1024 * 1024;

/** Null when there is none. The digest is computed, not taken from the answer. */
export async function readManifest(
  exchange: Exchange,
  repository: Repository,
  asked: { readonly reference: string; readonly signal: AbortSignal },
): Promise<ReadManifest | null> {
  const { reference, signal } = asked;
  const { image } = repository;
  const found = await fetchWhole(exchange, repository, {
    path: `manifests/${reference}`,
    headers: { accept: MANIFEST_TYPES.join(', ') },
    limit: LARGEST_MANIFEST,
    signal,
  });
  if (found === null) return null;
  if (found.bytes === null) throw invalid(image, reference, 'has a manifest larger than 4 MiB');
  const digest = digestOf(found.bytes);
  if (isDigest(reference) && digest !== reference) throw otherContents(image, reference);
  const manifest = parseManifest(found.bytes);
  if (typeof manifest === 'string') throw invalid(image, digest, manifest);
  return { digest, bytes: found.bytes, manifest };
}

/** A small blob such as an image's configuration; null when it is absent. */
export async function readSmallBlob(
  exchange: Exchange,
  repository: Repository,
  asked: { readonly descriptor: Descriptor; readonly signal: AbortSignal },
): Promise<Buffer | null> {
  const { descriptor, signal } = asked;
  const found = await fetchWhole(exchange, repository, {
    path: `blobs/${descriptor.digest}`,
    headers: {},
    limit: LARGEST_CONFIG,
    signal,
  });
  if (found === null) return null;
  if (found.bytes !== null && digestOf(found.bytes) === descriptor.digest) return found.bytes;
  throw otherContents(repository.image, descriptor.digest);
}

function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function otherContents(image: string, digest: string): Failure {
  return invalid(image, digest, 'came with contents that are not of this digest');
}

interface Asked {
  /** Below the repository's own path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Null when it is absent; `bytes` is null when it is larger than the limit. */
function fetchWhole(
  { repeats, send }: Exchange,
  repository: Repository,
  { path, headers, limit, signal }: Asked,
): Promise<{ readonly bytes: Buffer | null } | null> {
  return repeats.whole(repository, signal, async () => {
    const received = await send({
      repository,
      method: 'GET',
      path: `/v2/${repository.path}/${path}`,
      scopes: [pullScope(repository.path)],
      headers,
      signal,
    });
    if (received.status === 200) return { bytes: await bytesOf(received, repository.image, limit) };
    await received.discard();
    if (received.status === 404) return null;
    throw refused(repository.image, `status ${received.status}`);
  });
}

async function bytesOf(received: Received, image: string, limit: number): Promise<Buffer | null> {
  try {
    return await received.bytes(limit);
  } catch (error) {
    throw broken(image, error);
  }
}
