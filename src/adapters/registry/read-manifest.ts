// Fetches manifests and small blobs whole, and believes them only when their digest is right.

import { createHash } from 'node:crypto';
import type { Digest } from '../../resources/kinds.ts';
import type { Repository } from './endpoint.ts';
import { pullScope, type Exchange } from './exchange.ts';
import { broken, invalid, refused } from './failures.ts';
import { isDigest } from './image-name.ts';
import { manifestTypes, parseManifest, type Descriptor, type Manifest } from './manifest.ts';
import type { Received } from './request.ts';

export interface ReadManifest {
  readonly digest: Digest;
  /** Exactly as stored; never written anew. */
  readonly bytes: Buffer;
  readonly manifest: Manifest;
}

/** What the distribution specification lets a registry limit manifests to. */
const largestManifest = 4 * 1024 * 1024;
const largestConfig = 8 * 1024 * 1024;

/** Null when there is none. The digest is computed, not taken from the answer. */
export async function readManifest(
  exchange: Exchange,
  repository: Repository,
  asked: { readonly reference: string; readonly signal: AbortSignal },
): Promise<ReadManifest | null> {
  const { reference, signal } = asked;
  const { image } = repository;
  const found = await exchange.repeats.repeat(signal, async () => {
    const received = await exchange.send({
      repository,
      method: 'GET',
      path: `/v2/${repository.path}/manifests/${reference}`,
      scopes: [pullScope(repository.path)],
      headers: { accept: manifestTypes.join(', ') },
      signal,
    });
    return whole(received, image, largestManifest);
  });
  if (found === null) return null;
  if (found.bytes === null) throw invalid(image, reference, 'has a manifest larger than 4 MiB');
  const digest = digestOf(found.bytes);
  if (isDigest(reference) && digest !== reference)
    throw invalid(image, reference, 'came with contents that are not of this digest');
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
  const found = await exchange.repeats.repeat(signal, async () => {
    const received = await exchange.send({
      repository,
      method: 'GET',
      path: `/v2/${repository.path}/blobs/${descriptor.digest}`,
      scopes: [pullScope(repository.path)],
      signal,
    });
    return whole(received, repository.image, largestConfig);
  });
  if (found === null) return null;
  if (found.bytes !== null && digestOf(found.bytes) === descriptor.digest) return found.bytes;
  throw invalid(
    repository.image,
    descriptor.digest,
    'came with contents that are not of this digest',
  );
}

export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Null when it is absent; `bytes` is null when it is larger than the limit. */
async function whole(
  received: Received,
  image: string,
  limit: number,
): Promise<{ bytes: Buffer | null } | null> {
  if (received.status === 200) return { bytes: await bytesOf(received, image, limit) };
  await received.discard();
  if (received.status === 404) return null;
  throw refused(image, `status ${received.status}`);
}

async function bytesOf(received: Received, image: string, limit: number): Promise<Buffer | null> {
  try {
    return await received.bytes(limit);
  } catch (error) {
    throw broken(image, error);
  }
}
