// Copies an image by digest, so that what runs in an environment lies in that environment's own registry.

import type { Principal } from '../../../ports/identity.ts';
import type { Digest } from '../../../resources/kinds.ts';
import type { RegistryClient } from '../client.ts';
import { copyBlob, type BlobOutcome } from './copy-blob.ts';
import type { Repository } from '../endpoint.ts';
import { pullScope, pushScope } from '../http/exchange.ts';
import { gone, invalid, refused } from '../http/failures.ts';
import { inParallel } from './in-parallel.ts';
import { MANIFEST_TYPES, type Descriptor, type Manifest } from '../content/manifest.ts';
import { reportProgress, type MirrorProgress } from './progress.ts';
import { readManifest, type ReadManifest } from '../content/read-manifest.ts';

export interface MirrorRequest {
  /** Names without tag: `registry.acme.dev/acme/checkout`. */
  readonly source: string;
  readonly target: string;
  readonly digest: Digest;
  /** As whom it is written, where the target is Google's. Left out: the account that the process runs as. */
  readonly as?: Principal;
  readonly onProgress?: (progress: MirrorProgress) => void;
}

export type MirrorOutcome =
  | { readonly type: 'unchanged' }
  | { readonly type: 'copied'; readonly blobs: Readonly<Record<BlobOutcome, number>> };

const BLOBS_AT_ONCE = 3;
const DEEPEST = 3;
const MOST_MANIFESTS = 200;

/** Whether the repository holds the digest: one HEAD. */
export async function holds(
  client: RegistryClient,
  repository: Repository,
  asked: { readonly digest: Digest; readonly signal: AbortSignal },
): Promise<boolean> {
  const received = await client.exchange.sendRepeatedly({
    repository,
    method: 'HEAD',
    path: `/v2/${repository.path}/manifests/${asked.digest}`,
    scopes: [pullScope(repository.path)],
    headers: { accept: MANIFEST_TYPES.join(', ') },
    signal: asked.signal,
  });
  await received.discard();
  const { status } = received;
  if (status === 200 || status === 404) return status === 200;
  throw refused(repository.image, `status ${status}`);
}

/**
 * Resolves when the target holds the digest with everything that belongs to it. An interrupted copy carries on
 * with what is missing. Everything an index names is copied, so that the digest stays; what the source itself
 * lacks of an index is left out.
 */
export async function mirror(
  client: RegistryClient,
  request: MirrorRequest,
  signal: AbortSignal,
): Promise<MirrorOutcome> {
  const source = client.locate(request.source);
  const target = client.locate(request.target, request.as);
  const { digest } = request;
  if (await holds(client, target, { digest, signal })) return { type: 'unchanged' };
  const found = await readManifest(client.exchange, source, { reference: digest, signal });
  if (found === null) throw gone(source.image, `image ${digest}`);
  const blobs: Record<BlobOutcome, number> = { present: 0, mounted: 0, copied: 0 };
  const state = { manifests: 0, blobs };
  await copyManifest({ client, source, target, request, state, signal }, found, 1);
  client.log.info('image mirrored', {
    source: source.image,
    target: target.image,
    digest,
    ...blobs,
  });
  return { type: 'copied', blobs };
}

interface Copy {
  readonly client: RegistryClient;
  readonly source: Repository;
  readonly target: Repository;
  readonly request: MirrorRequest;
  readonly state: { manifests: number; readonly blobs: Record<BlobOutcome, number> };
  readonly signal: AbortSignal;
}

async function copyManifest(copy: Copy, found: ReadManifest, depth: number): Promise<void> {
  const { state, source } = copy;
  state.manifests += 1;
  if (depth > DEEPEST || state.manifests > MOST_MANIFESTS)
    throw invalid(source.image, found.digest, 'names more manifests than an image can need');
  if (found.manifest.type === 'image') await copyBlobs(copy, found.manifest);
  else await copyChildren(copy, found.manifest.manifests, depth);
  await putManifest(copy, found);
}

/** Before the index itself: a registry refuses one whose parts are missing. */
async function copyChildren(
  copy: Copy,
  children: readonly Descriptor[],
  depth: number,
): Promise<void> {
  const { client, source, target, signal } = copy;
  for (const { digest } of children) {
    if (await holds(client, target, { digest, signal })) continue;
    const child = await readManifest(client.exchange, source, { reference: digest, signal });
    if (child !== null) await copyManifest(copy, child, depth + 1);
  }
}

async function copyBlobs(copy: Copy, manifest: Manifest & { type: 'image' }): Promise<void> {
  const { client, source, target, state, signal } = copy;
  const own = [manifest.config, ...manifest.layers].filter(({ foreign }) => !foreign);
  const items = [...new Map(own.map((blob) => [blob.digest, blob])).values()];
  const report = reportProgress(copy.request, items);
  await inParallel({
    items,
    atOnce: BLOBS_AT_ONCE,
    signal,
    async work(descriptor, either) {
      const counted = report.begin(descriptor);
      const outcome = await copyBlob({
        client,
        source,
        target,
        descriptor,
        onBytes: counted.moved,
        signal: either,
      });
      state.blobs[outcome] += 1;
      counted.done();
    },
  });
}

/**
 * By a tag, which makes the digest known as well: a registry may be told to remove what no tag names after a while, and
 * a revision that a rollback goes back to needs its image for as long as it is kept. The tag is made of the digest,
 * so that no other content ever takes it away.
 */
async function putManifest({ client, target, signal }: Copy, found: ReadManifest): Promise<void> {
  const received = await client.exchange.sendRepeatedly({
    repository: target,
    method: 'PUT',
    path: `/v2/${target.path}/manifests/${keepingTag(found.digest)}`,
    scopes: [pushScope(target.path)],
    headers: { 'content-type': found.manifest.mediaType },
    body: () => found.bytes,
    signal,
  });
  await received.discard();
  const stored = received.headers.get('docker-content-digest');
  if (received.status < 300 && (stored === null || stored === found.digest)) return;
  throw refused(target.image, `status ${received.status} to the manifest ${found.digest}`);
}

/** `runway-` and the whole digest in hexadecimal: 71 of the 128 characters that a tag may have. */
export function keepingTag(digest: Digest): string {
  return `runway-${digest.replace('sha256:', '')}`;
}
