// A blob's bytes as a stream that survives broken connections and never ends in anything but its digest.

import { createHash } from 'node:crypto';
import type { RegistryClient } from '../client.ts';
import type { Repository } from '../endpoint.ts';
import { pullScope } from '../http/exchange.ts';
import { broken, gone, invalid, refused, unreachable } from '../http/failures.ts';
import type { Descriptor } from '../content/manifest.ts';
import type { Received } from '../http/request.ts';

export interface BlobSource {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly descriptor: Descriptor;
  readonly signal: AbortSignal;
}

/**
 * The last bytes come only once size and digest are proven; wrong ones throw RUNWAY_IMAGE_INVALID, so whoever
 * forwards the stream never completes a forgery. A broken connection is carried on where it broke.
 */
export async function* blobStream(source: BlobSource): AsyncGenerator<Uint8Array> {
  const { client, repository, descriptor, signal } = source;
  const hash = createHash('sha256');
  let offset = 0;
  for (let breaks = 0; ;) {
    const before = offset;
    try {
      for await (const chunk of chunksFrom(source, offset)) {
        offset += chunk.length;
        hash.update(chunk);
        if (offset === descriptor.size) proveDigest(source, hash.digest('hex'));
        yield chunk;
      }
      if (descriptor.size === 0) proveDigest(source, hash.digest('hex'));
      return;
    } catch (error) {
      breaks += 1;
      if (breaks > client.timing.resumes) throw error;
      // A download that got further is going on and no repeat.
      const { host } = new URL(repository.origin);
      if (offset === before && !client.calls.mayRepeat(host)) throw error;
      await client.exchange.repeats.waitAfter(error, breaks, signal);
      client.log.info('blob download carried on', {
        image: repository.image,
        digest: descriptor.digest,
        offset,
      });
    }
  }
}

/** The rest of the blob; throws unless it comes to its end. */
async function* chunksFrom(source: BlobSource, offset: number): AsyncGenerator<Uint8Array> {
  const { repository, descriptor } = source;
  const { image } = repository;
  const received = await open(source, offset);
  // A registry that knows no ranges starts anew: what we have is dropped.
  let surplus = received.status === 206 ? 0 : offset;
  let position = offset;
  try {
    for await (const chunk of received.chunks()) {
      const fresh = chunk.subarray(Math.min(surplus, chunk.length));
      surplus -= chunk.length - fresh.length;
      position += fresh.length;
      if (position > descriptor.size)
        throw invalid(image, descriptor.digest, 'is larger than its manifest says');
      if (fresh.length > 0) yield fresh;
    }
  } catch (error) {
    throw broken(image, error);
  } finally {
    await received.discard();
  }
  if (position < descriptor.size)
    throw unreachable({ image, words: 'a download ended before its end' });
}

async function open(source: BlobSource, offset: number): Promise<Received> {
  const { client, repository, descriptor, signal } = source;
  const { image } = repository;
  const received = await client.exchange.send({
    repository,
    method: 'GET',
    path: `/v2/${repository.path}/blobs/${descriptor.digest}`,
    scopes: [pullScope(repository.path)],
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
    blob: true,
    signal,
  });
  const { status, headers } = received;
  if (status === 200 || (status === 206 && startOf(headers) === offset)) return received;
  await received.discard();
  if (status === 404) throw gone(image, `blob ${descriptor.digest}`);
  if (status === 416) throw invalid(image, descriptor.digest, 'is smaller than its manifest says');
  throw refused(image, `status ${status} for a range`);
}

function startOf(headers: Headers): number | null {
  const start = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1];
  return start === undefined ? null : Number(start);
}

function proveDigest({ repository, descriptor }: BlobSource, hex: string): void {
  if (`sha256:${hex}` === descriptor.digest) return;
  throw invalid(
    repository.image,
    descriptor.digest,
    'came with contents that are not of this digest',
  );
}
