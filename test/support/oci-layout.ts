// An image as a folder in the OCI layout, made by hand: what standard tools push.

import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface Layout {
  /** What `GET /` answers beside the version, so that one content can be told from another. */
  readonly word: string;
  readonly architectures: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

const OCI = 'application/vnd.oci.image';

/** A small server in Node; several architectures become an index. Gives the digest that the tag will have. */
export async function writeLayout(
  folder: string,
  tag: string,
  { word, architectures, labels }: Layout,
): Promise<string> {
  await mkdir(join(folder, 'blobs/sha256'), { recursive: true });
  const blob = async (mediaType: string, bytes: Buffer): Promise<Descriptor> => {
    const hex = createHash('sha256').update(bytes).digest('hex');
    await writeFile(join(folder, 'blobs/sha256', hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const json = (mediaType: string, value: object) =>
    blob(mediaType, Buffer.from(JSON.stringify(value)));

  const tar = await layer(word);
  const diff = `sha256:${createHash('sha256').update(tar).digest('hex')}`;
  // Compressed, since tools compress what is not, and the digest would be another.
  const layers = [await blob(`${OCI}.layer.v1.tar+gzip`, gzipSync(tar))];
  const manifests = [];
  for (const architecture of architectures) {
    const config = await json(`${OCI}.config.v1+json`, {
      architecture,
      os: 'linux',
      config: { Entrypoint: ['node', '/app/server.mjs'], Labels: labels },
      rootfs: { type: 'layers', diff_ids: [diff] },
    });
    const mediaType = `${OCI}.manifest.v1+json`;
    const manifest = await json(mediaType, { schemaVersion: 2, mediaType, config, layers });
    manifests.push({ ...manifest, platform: { os: 'linux', architecture } });
  }
  const [only] = manifests;
  const mediaType = `${OCI}.index.v1+json`;
  const top =
    only !== undefined && manifests.length === 1
      ? only
      : await json(mediaType, { schemaVersion: 2, mediaType, manifests });
  const named = { ...top, annotations: { 'org.opencontainers.image.ref.name': tag } };
  const index = JSON.stringify({ schemaVersion: 2, manifests: [named] });
  await writeFile(join(folder, 'index.json'), index);
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  return top.digest;
}

function layer(word: string): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'app/server.mjs' }, serverSaying(word));
  archive.finalize();
  return buffer(archive);
}

function serverSaying(word: string): string {
  return `
import { createServer } from 'node:http';
const version = process.env.RUNWAY_VERSION;
const body = JSON.stringify({ version, word: ${JSON.stringify(word)} });
createServer((request, response) => response.end(body)).listen(process.env.PORT);
`;
}
