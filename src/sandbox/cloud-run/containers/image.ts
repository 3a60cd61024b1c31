// Finds an image in the sandbox's registries and reads what it takes to run it.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { status } from '@grpc/grpc-js';
import type { FindImageStore, ImageStore } from '../../images.ts';
import type { Problem } from '../messages.ts';

export interface Image {
  /** The reference with the digest that it stands for. */
  readonly reference: string;
  /** `sha256:…` of the manifest for linux/amd64. */
  readonly digest: string;
  readonly layers: readonly Layer[];
  readonly config: ImageConfig;
}

export interface Layer {
  readonly file: string;
  readonly digest: string;
  readonly compressed: boolean;
}

export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** `NAME=value`. */
  readonly environment: readonly string[];
  readonly workingDir: string;
}

/** The image cannot be run; carries what the revision will say. */
export class ImageFailure extends Error {
  override readonly name = 'ImageFailure';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Throws an ImageFailure when it is not there or not for us. */
export async function findImage(find: FindImageStore, reference: string): Promise<Image> {
  const { name, digest, tag } = parse(reference);
  const place = find(name);
  if (place === null) throw notFound(reference);
  const top = await place.store.manifest(place.repository, digest ?? tag);
  if (top === null) throw notFound(reference);
  const topDigest = digest ?? `sha256:${createHash('sha256').update(top.bytes).digest('hex')}`;
  const source = { ...place, reference };
  const chosen = isIndex(top.mediaType)
    ? await forPlatform(source, top)
    : { bytes: top.bytes, digest: topDigest };
  const manifest = parsed(chosen.bytes, reference) as Manifest;
  const layers: Layer[] = [];
  for (const layer of manifest.layers ?? []) layers.push(await layerOf(source, layer));
  const config = await configOf(source, manifest);
  return { reference: `${name}@${topDigest}`, digest: chosen.digest, layers, config };
}

interface Source {
  readonly store: ImageStore;
  readonly repository: string;
  readonly reference: string;
}

interface Descriptor {
  readonly mediaType?: string;
  readonly digest?: string;
  readonly platform?: { readonly os?: string; readonly architecture?: string };
}

interface Manifest {
  readonly manifests?: readonly Descriptor[];
  readonly layers?: readonly Descriptor[];
  readonly config?: Descriptor;
}

function parse(reference: string): { name: string; digest: string | null; tag: string } {
  const [named = '', digest] = reference.split('@');
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  return { name, digest: digest ?? null, tag: colon < 0 ? 'latest' : named.slice(colon + 1) };
}

function isIndex(mediaType: string): boolean {
  return mediaType.includes('image.index') || mediaType.includes('manifest.list');
}

async function forPlatform(
  source: Source,
  index: { mediaType: string; bytes: Buffer },
): Promise<{ bytes: Buffer; digest: string }> {
  const { manifests = [] } = parsed(index.bytes, source.reference) as Manifest;
  const ours = manifests.find(
    ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
  );
  if (ours?.digest === undefined) throw wrongPlatform(source.reference, index.mediaType);
  const manifest = await source.store.manifest(source.repository, ours.digest);
  if (manifest === null) throw notFound(source.reference);
  return { bytes: manifest.bytes, digest: ours.digest };
}

async function layerOf(
  source: Source,
  { digest = '', mediaType = '' }: Descriptor,
): Promise<Layer> {
  if (mediaType.endsWith('zstd')) {
    throw unsupported(
      source.reference,
      `Layer media type '${mediaType}' is not supported; push the image with gzip layers.`,
    );
  }
  const file = await source.store.blobFile(source.repository, digest);
  if (file === null) throw notFound(source.reference);
  return { file, digest, compressed: mediaType.endsWith('gzip') };
}

async function configOf(source: Source, manifest: Manifest): Promise<ImageConfig> {
  const file = await source.store.blobFile(source.repository, manifest.config?.digest ?? '');
  if (file === null) throw notFound(source.reference);
  const content = parsed(await readFile(file), source.reference) as ConfigFile;
  const { architecture, os } = content;
  const config = content.config ?? {};
  if ((os ?? 'linux') !== 'linux' || (architecture ?? 'amd64') !== 'amd64') {
    throw wrongPlatform(source.reference, manifest.config?.mediaType ?? '');
  }
  return {
    entrypoint: texts(config.Entrypoint),
    command: texts(config.Cmd),
    environment: texts(config.Env),
    workingDir: config.WorkingDir || '/',
  };
}

interface ConfigFile {
  readonly os?: string;
  readonly architecture?: string;
  readonly config?: {
    readonly Entrypoint?: unknown;
    readonly Cmd?: unknown;
    readonly Env?: unknown;
    readonly WorkingDir?: string;
  };
}

/** Anybody may have pushed it: what is no JSON object is no image. */
function parsed(bytes: Buffer, reference: string): object {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, like any other content that is no object.
  }
  throw unsupported(reference, 'its manifest or configuration is not a JSON object.');
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function notFound(reference: string): ImageFailure {
  return new ImageFailure({
    message: `Image '${reference}' not found.`,
    code: status.NOT_FOUND,
    reason: { reason: 'CONTAINER_MISSING' },
  });
}

function wrongPlatform(reference: string, mediaType: string): ImageFailure {
  return unsupported(reference, `Container manifest type '${mediaType}' must support amd64/linux.`);
}

export function unsupported(reference: string, because: string): ImageFailure {
  return new ImageFailure({
    message: `Cloud Run does not support image '${reference}': ${because}`,
    code: status.INVALID_ARGUMENT,
    reason: { reason: 'CONTAINER_MISSING' },
  });
}
