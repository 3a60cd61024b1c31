// Brings one blob from one repository to another: not at all if it is there, else by mounting, else by streaming.

import { Failure } from '../../../ports/failure.ts';
import { blobStream } from './blob-stream.ts';
import type { RegistryClient } from '../client.ts';
import type { Repository } from '../endpoint.ts';
import { pullScope, pushScope } from '../http/exchange.ts';
import { denied, refused, unreachable } from '../http/failures.ts';
import type { Descriptor } from '../content/manifest.ts';

export interface BlobCopy {
  readonly client: RegistryClient;
  readonly source: Repository;
  readonly target: Repository;
  readonly descriptor: Descriptor;
  /** Called with bytes as they pass; after a restart of the blob they are counted again. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

export type BlobOutcome = 'present' | 'mounted' | 'copied';

export async function copyBlob(copy: BlobCopy): Promise<BlobOutcome> {
  const { client, source, target, descriptor } = copy;
  const outcome = (await isPresent(copy)) ? 'present' : await bring(copy);
  client.places.seen(source, descriptor.digest);
  client.places.seen(target, descriptor.digest);
  return outcome;
}

async function isPresent({ client, target, descriptor, signal }: BlobCopy): Promise<boolean> {
  const received = await client.exchange.sendRepeatedly({
    repository: target,
    method: 'HEAD',
    path: `/v2/${target.path}/blobs/${descriptor.digest}`,
    scopes: [pushScope(target.path)],
    signal,
  });
  await received.discard();
  return received.status === 200;
}

async function bring(copy: BlobCopy): Promise<BlobOutcome> {
  const from = mountable(copy);
  const mounted = from === null ? null : await tryMount(copy, from);
  if (mounted === 'mounted') return 'mounted';
  const { client, signal, target } = copy;
  const { host } = new URL(target.origin);
  await client.exchange.repeats.repeat({ host, signal }, async () => {
    await send(copy, await startUpload(copy, '', [pushScope(copy.target.path)]));
  });
  return 'copied';
}

function mountable({ client, source, target, descriptor }: BlobCopy): string | null {
  const same = source.origin === target.origin && source.path !== target.path;
  return same ? source.path : client.places.elsewhere(target, descriptor.digest);
}

/** Null when the registry would rather have it sent; mounting is a favour, so no refusal of it counts. */
async function tryMount(copy: BlobCopy, from: string): Promise<'mounted' | null> {
  const { digest } = copy.descriptor;
  const query = `?mount=${digest}&from=${encodeURIComponent(from)}`;
  try {
    const location = await startUpload(copy, query, [pushScope(copy.target.path), pullScope(from)]);
    return location === null ? 'mounted' : null;
  } catch (error) {
    if (error instanceof Failure && error.retry === 'never') return null;
    throw error;
  }
}

/** Where to send the blob, or null when it has been mounted. */
async function startUpload(
  { client, target, signal }: BlobCopy,
  query: string,
  scopes: readonly string[],
): Promise<string | null> {
  const received = await client.exchange.send({
    repository: target,
    method: 'POST',
    path: `/v2/${target.path}/blobs/uploads/${query}`,
    scopes,
    headers: { 'content-length': '0' },
    signal,
  });
  const { status, headers } = received;
  await received.discard();
  if (status === 201) return null;
  const location = headers.get('location');
  if (status === 202 && location !== null) return location;
  // Google's repositories are made before they are filled, unlike others'.
  if (status === 404 && target.endpoint.account !== undefined)
    throw denied(target, 'there is no such repository, or not for this account');
  throw refused(target.image, `status ${status} to the start of an upload`);
}

async function send(copy: BlobCopy, location: string | null): Promise<void> {
  const { client, target, descriptor, signal } = copy;
  if (location === null) return;
  const body = sentBody(copy);
  try {
    const received = await client.exchange.send({
      repository: target,
      method: 'PUT',
      path: withDigest(location, target, descriptor.digest),
      scopes: [pushScope(target.path)],
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(descriptor.size),
      },
      body: body.start,
      blob: true,
      signal,
    });
    await received.discard();
    if (received.status === 201) return;
    // The upload is unknown, or not where we think: it was lost, and starting over helps.
    const words = `it lost an upload, status ${received.status}`;
    throw unreachable({ image: target.image, words });
  } catch (error) {
    // fetch reports a body that failed as a broken connection; the source's own reason is the true one.
    throw body.failure() ?? error;
  } finally {
    body.stop();
  }
}

interface SentBody {
  readonly start: () => AsyncIterable<Uint8Array>;
  readonly failure: () => unknown;
  readonly stop: () => void;
}

/** A new download for every try of the upload; what is left of it ends with the upload. */
function sentBody({ client, source, descriptor, signal, onBytes }: BlobCopy): SentBody {
  const ended = new AbortController();
  let failed: unknown = null;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    failed = null;
    try {
      const both = AbortSignal.any([signal, ended.signal]);
      for await (const chunk of blobStream({
        client,
        repository: source,
        descriptor,
        signal: both,
      })) {
        onBytes(chunk.length);
        yield chunk;
      }
    } catch (error) {
      if (!ended.signal.aborted) failed = error;
      throw error;
    }
  }
  return { start: bytes, failure: () => failed, stop: () => ended.abort() };
}

function withDigest(location: string, { origin, image }: Repository, digest: string): string {
  if (!URL.canParse(location, origin)) throw refused(image, 'it gave an upload no address');
  const url = new URL(location, origin);
  url.searchParams.set('digest', digest);
  return url.href;
}
