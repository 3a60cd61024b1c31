// What a tag or digest stands for: its digest, its platforms and the labels of the image that Runway runs.

import type { ImageDescription } from '../../../ports/registry.ts';
import type { Repository } from '../endpoint.ts';
import type { Exchange } from '../http/exchange.ts';
import { gone, invalid } from '../http/failures.ts';
import { isRecord, parseJson, platformOf, type Descriptor, type Manifest } from './manifest.ts';
import { readManifest, readSmallBlob, type ReadManifest } from './read-manifest.ts';

/** The platform that Cloud Run runs. */
export const NEEDED_PLATFORM = 'linux/amd64';

const DEEPEST = 3;

export interface Described {
  readonly exchange: Exchange;
  readonly repository: Repository;
  readonly signal: AbortSignal;
}

/** Null when there is no such tag or digest. */
export async function describe(
  from: Described,
  reference: string,
): Promise<ImageDescription | null> {
  const found = await readManifest(from.exchange, from.repository, {
    reference,
    signal: from.signal,
  });
  if (found === null) return null;
  const images = await imagesOf(from, found, 1);
  const chosen = images.find(({ platform }) => platform === NEEDED_PLATFORM);
  return {
    digest: found.digest,
    platforms: [...new Set(images.map(({ platform }) => platform))],
    labels: chosen === undefined ? {} : await chosen.labels(),
  };
}

interface PlatformImage {
  readonly platform: string;
  labels(): Promise<Readonly<Record<string, string>>>;
}

async function imagesOf(
  from: Described,
  found: ReadManifest,
  depth: number,
): Promise<readonly PlatformImage[]> {
  const { digest, manifest } = found;
  if (manifest.type === 'image') {
    const config = await readConfig(from, manifest);
    if (config.platform === null) return [];
    return [{ platform: config.platform, labels: () => Promise.resolve(config.labels) }];
  }
  if (depth > DEEPEST)
    throw invalid(from.repository.image, digest, `nests indexes more than ${DEEPEST} deep`);
  const images: PlatformImage[] = [];
  for (const entry of manifest.manifests) images.push(...(await imagesOfEntry(from, entry, depth)));
  return images;
}

/** Attestations and other things that nobody can run call their platform `unknown/unknown`. */
async function imagesOfEntry(
  from: Described,
  entry: Descriptor,
  depth: number,
): Promise<readonly PlatformImage[]> {
  const { platform } = entry;
  if (platform === 'unknown/unknown') return [];
  if (platform === null) {
    const child = await readChild(from, entry);
    return child === null ? [] : imagesOf(from, child, depth + 1);
  }
  return [
    {
      platform,
      async labels() {
        const child = await readChild(from, entry);
        if (child === null) throw gone(from.repository.image, `${platform} image ${entry.digest}`);
        return child.manifest.type === 'image'
          ? (await readConfig(from, child.manifest)).labels
          : {};
      },
    },
  ];
}

function readChild(
  { exchange, repository, signal }: Described,
  entry: Descriptor,
): Promise<ReadManifest | null> {
  return readManifest(exchange, repository, { reference: entry.digest, signal });
}

async function readConfig(
  { exchange, repository, signal }: Described,
  { config }: Manifest & { type: 'image' },
): Promise<{ platform: string | null; labels: Readonly<Record<string, string>> }> {
  const bytes = await readSmallBlob(exchange, repository, { descriptor: config, signal });
  if (bytes === null) throw gone(repository.image, `image configuration ${config.digest}`);
  const content = parseJson(bytes);
  const settings = isRecord(content) ? content['config'] : null;
  return {
    platform: platformOf(content),
    labels: texts(isRecord(settings) ? settings['Labels'] : null),
  };
}

function texts(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
