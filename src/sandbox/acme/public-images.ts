// Images that everybody may pull from Google: what a service serves before anything of its own was deployed.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage, type BuiltContent } from '../examples/build-image.ts';
import type { FindImageStore } from '../images.ts';

/** https://github.com/GoogleCloudPlatform/cloud-run-hello */
const REPOSITORIES = ['cloudrun/container/placeholder', 'cloudrun/container/hello'];

const SERVER = `
require('node:http')
  .createServer((request, response) => response.end('A revision is on its way.\\n'))
  .listen(Number(process.env.PORT));
`;

/** Under `us-docker.pkg.dev`, whatever the tag; blobs lie in the folder. */
export async function publicImages(dir: string): Promise<FindImageStore> {
  const { blobs, digest, manifests } = await buildImage({
    layers: [{ 'app/server.js': SERVER }],
    entrypoint: ['node', '/app/server.js'],
    environment: [],
    labels: {},
    created: new Date(0),
    platforms: ['linux/amd64'],
  });
  const fileOf = (blob: BuiltContent): string => join(dir, blob.digest.replace(':', '-'));
  mkdirSync(dir, { recursive: true });
  for (const blob of blobs) writeFileSync(fileOf(blob), blob.bytes);
  const store = {
    async manifest(_: string, named: string) {
      const wanted = named.startsWith('sha256:') ? named : digest;
      return manifests.find((manifest) => manifest.digest === wanted) ?? null;
    },
    async blobFile(_: string, wanted: string) {
      const found = blobs.find((blob) => blob.digest === wanted);
      return found === undefined ? null : fileOf(found);
    },
  };
  return (image) => {
    const repository = REPOSITORIES.find((name) => image === `us-docker.pkg.dev/${name}`);
    return repository === undefined ? null : { store, repository };
  };
}
