// What a manifest names, read from its bytes.

import { isDigest } from '../route.ts';

export interface Named {
  readonly digest: string;
  readonly size: number;
}

export interface ParsedManifest {
  readonly mediaType: string;
  /** What the repository must hold already: blobs of an image, manifests of an index. */
  readonly needs: readonly Named[];
  readonly subject: string | null;
  readonly artifactType: string | null;
  readonly annotations: Readonly<Record<string, string>>;
}

const images = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const indexes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

export function isIndex(mediaType: string): boolean {
  return indexes.includes(mediaType);
}

/** Without an `Accept` header, anything is. */
export function isAccepted(mediaType: string, accept: string | undefined): boolean {
  if (accept === undefined || accept === '') return true;
  const types = accept.split(',').map((part) => part.split(';')[0]?.trim());
  return types.includes(mediaType) || types.includes('*/*') || types.includes('application/*');
}

/** The manifest, or what is wrong with it. */
export function parseManifest(bytes: Buffer, mediaType: string): ParsedManifest | string {
  if (!images.includes(mediaType) && !isIndex(mediaType))
    return `the media type ${mediaType} is not supported`;
  const content = parseObject(bytes);
  if (content === null) return 'not a JSON object';
  if (content['schemaVersion'] !== 2) return 'schemaVersion must be 2';
  if (content['mediaType'] !== undefined && content['mediaType'] !== mediaType)
    return 'mediaType differs from the Content-Type';
  const named = isIndex(mediaType)
    ? list(content['manifests'])
    : [content['config'], ...(list(content['layers']) ?? [])];
  if (named === null || (!isIndex(mediaType) && list(content['layers']) === null))
    return isIndex(mediaType) ? 'manifests must be a list' : 'layers must be a list';
  const needs = named.filter((item) => !isForeign(item)).map((item) => asNamed(item));
  const complete = needs.filter((item) => item !== null);
  if (complete.length < needs.length) return 'a descriptor lacks mediaType, digest or size';
  const config = record(content['config']);
  return {
    mediaType,
    needs: complete,
    subject: asNamed(content['subject'])?.digest ?? null,
    artifactType: string(content['artifactType']) ?? string(config['mediaType']),
    annotations: record(content['annotations']) as Readonly<Record<string, string>>,
  };
}

/** Layers that live elsewhere by licence are never uploaded. */
function isForeign(item: unknown): boolean {
  return (list(record(item)['urls']) ?? []).length > 0;
}

function asNamed(item: unknown): Named | null {
  const { digest, size, mediaType } = record(item);
  if (typeof digest !== 'string' || !isDigest(digest)) return null;
  if (typeof size !== 'number' || typeof mediaType !== 'string') return null;
  return { digest, size };
}

function parseObject(bytes: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] | null {
  return Array.isArray(value) ? value : null;
}

function string(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
