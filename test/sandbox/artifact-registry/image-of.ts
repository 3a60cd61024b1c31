// An image that no other one is like.

import { randomBytes } from 'node:crypto';
import { buildImage, type BuiltImage } from '../../../src/sandbox/examples/build-image.ts';

export function imageOf(...platforms: readonly string[]): Promise<BuiltImage> {
  return buildImage({
    layers: [{ 'app/main.js': `// ${randomBytes(8).toString('hex')}` }],
    entrypoint: ['node', '/app/main.js'],
    environment: [],
    labels: {},
    created: new Date(0),
    platforms,
  });
}
