// Builds an OCI image from files, without any tool and always the same from the same input.

import { createHash } from 'node:crypto';
import { tarball } from './tarball.ts';

export interface BuiltContent {
  readonly mediaType: string;
  /** `sha256:…` */
  readonly digest: string;
  readonly bytes: Buffer;
}

export interface BuiltImage {
  /** Of the last manifest: what a tag would name. */
  readonly digest: string;
  readonly blobs: readonly BuiltContent[];
  /** What is named comes before what names it: an index is last. */
  readonly manifests: readonly BuiltContent[];
}

export interface ImageSource {
  /** Text by path below `/`, one record a layer. */
  readonly layers: readonly Readonly<Record<string, string>>[];
  readonly entrypoint: readonly string[];
  readonly environment: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly created: Date;
  /** `linux/amd64`; with several, the image is an index. */
  readonly platforms: readonly string[];
}

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

export async function buildImage(source: ImageSource): Promise<BuiltImage> {
  const layers = await Promise.all(source.layers.map((files) => tarball(files)));
  const layerBlobs = layers.map(({ gzipped }) =>
    content('application/vnd.oci.image.layer.v1.tar+gzip', gzipped),
  );
  const diffIds = layers.map(({ tar }) => digestOf(tar));
  const built = source.platforms.map((platform) => {
    const config = json('application/vnd.oci.image.config.v1+json', {
      created: source.created.toISOString(),
      os: platform.split('/')[0],
      architecture: platform.split('/')[1],
      config: {
        User: 'node',
        ExposedPorts: { '8080/tcp': {} },
        Env: source.environment,
        Entrypoint: source.entrypoint,
        WorkingDir: '/app',
        Labels: source.labels,
      },
      rootfs: { type: 'layers', diff_ids: diffIds },
    });
    const manifest = json(MANIFEST_TYPE, {
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: named(config),
      layers: layerBlobs.map((blob) => named(blob)),
      annotations: source.labels,
    });
    return { platform, config, manifest };
  });
  const manifests = built.map(({ manifest }) => manifest);
  const all = built.length === 1 ? manifests : [...manifests, indexOf(built)];
  return {
    digest: all.at(-1)?.digest ?? '',
    blobs: [...layerBlobs, ...built.map(({ config }) => config)],
    manifests: all,
  };
}

function indexOf(
  built: readonly { readonly platform: string; readonly manifest: BuiltContent }[],
): BuiltContent {
  return json(INDEX_TYPE, {
    schemaVersion: 2,
    mediaType: INDEX_TYPE,
    manifests: built.map(({ platform, manifest }) => ({
      ...named(manifest),
      platform: { os: platform.split('/')[0], architecture: platform.split('/')[1] },
    })),
  });
}

function named({ mediaType, digest, bytes }: BuiltContent): object {
  return { mediaType, digest, size: bytes.length };
}

function json(mediaType: string, value: unknown): BuiltContent {
  return content(mediaType, Buffer.from(JSON.stringify(value)));
}

function content(mediaType: string, bytes: Buffer): BuiltContent {
  return { mediaType, digest: digestOf(bytes), bytes };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
