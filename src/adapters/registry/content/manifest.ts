// What a manifest says, read from bytes that its digest covers and from nothing else.

import type { Digest } from '../../../resources/kinds.ts';
import { isDigest } from '../image-name.ts';

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** `linux/amd64`, `linux/arm/v7`; null where the index does not say. */
  readonly platform: string | null;
  /** A layer that a licence keeps elsewhere: it is never copied. */
  readonly foreign: boolean;
}

export type Manifest =
  | {
      readonly type: 'image';
      readonly mediaType: string;
      readonly config: Descriptor;
      readonly layers: readonly Descriptor[];
    }
  | {
      readonly type: 'index';
      readonly mediaType: string;
      readonly manifests: readonly Descriptor[];
    };

const OCI_IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const IMAGE_TYPES = [OCI_IMAGE, 'application/vnd.docker.distribution.manifest.v2+json'];
const INDEX_TYPES = [OCI_INDEX, 'application/vnd.docker.distribution.manifest.list.v2+json'];

export const MANIFEST_TYPES: readonly string[] = [...IMAGE_TYPES, ...INDEX_TYPES];

/** The manifest, or what is wrong with it in words that follow its name: `is not JSON`. */
export function parseManifest(bytes: Uint8Array): Manifest | string {
  const content = parseJson(bytes);
  if (!isRecord(content)) return 'is not a JSON object';
  if (content['schemaVersion'] !== 2) return 'is of an old format; push it with a current tool';
  const told = content['mediaType'];
  if (told !== undefined && (typeof told !== 'string' || !MANIFEST_TYPES.includes(told)))
    return 'is of a media type that Runway does not know';
  const index =
    told === undefined ? Array.isArray(content['manifests']) : INDEX_TYPES.includes(told);
  return index
    ? parseIndex(content['manifests'], told ?? OCI_INDEX)
    : parseImage(content, told ?? OCI_IMAGE);
}

function parseIndex(list: unknown, mediaType: string): Manifest | string {
  const manifests = descriptors(list);
  if (manifests === null) return 'has an entry without media type, digest or size';
  return { type: 'index', mediaType, manifests };
}

function parseImage(
  content: Readonly<Record<string, unknown>>,
  mediaType: string,
): Manifest | string {
  const config = descriptor(content['config']);
  const layers = descriptors(content['layers']);
  if (config === null || layers === null) return 'has a part without media type, digest or size';
  return { type: 'image', mediaType, config, layers };
}

function descriptors(list: unknown): readonly Descriptor[] | null {
  if (!Array.isArray(list)) return null;
  const all = list.map((item) => descriptor(item));
  const complete = all.filter((item) => item !== null);
  return complete.length === all.length ? complete : null;
}

function descriptor(item: unknown): Descriptor | null {
  if (!isRecord(item)) return null;
  const { mediaType, digest, size, urls } = item;
  if (typeof mediaType !== 'string' || typeof digest !== 'string' || !isDigest(digest)) return null;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return null;
  const foreign = Array.isArray(urls) && urls.length > 0;
  return { mediaType, digest, size, platform: platformOf(item['platform']), foreign };
}

/** From an index's entry or an image's configuration, which use the same words. */
export function platformOf(value: unknown): string | null {
  if (!isRecord(value)) return null;
  const { os, architecture, variant } = value;
  if (typeof os !== 'string' || typeof architecture !== 'string') return null;
  const parts = [os, architecture, ...(typeof variant === 'string' ? [variant] : [])];
  return parts.join('/');
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
