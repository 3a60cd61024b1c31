// The images of the example services.

import { buildImage, type BuiltImage } from './build-image.ts';
import type { ExampleService, ExampleVersion, ServiceName } from './example.ts';
import { appFiles, exampleServices } from './example-projects.ts';

export interface ExampleImage {
  readonly service: ServiceName;
  readonly version: string;
  /** `acme/checkout` */
  readonly repository: string;
  /** The commit that it was built from goes into its labels. */
  build(commit: string): Promise<BuiltImage>;
}

/** Every version of every service, oldest first. */
export function exampleImages(): readonly ExampleImage[] {
  return exampleServices.flatMap((service) =>
    service.versions.map((version) => ({
      service: service.name,
      version: version.version,
      repository: `acme/${service.name}`,
      build: (commit) => buildExample(service, version, commit),
    })),
  );
}

function buildExample(
  service: ExampleService,
  version: ExampleVersion,
  commit: string,
): Promise<BuiltImage> {
  const app = Object.entries(appFiles(service, version));
  return buildImage({
    layers: [base, Object.fromEntries(app.map(([name, text]) => [`app/${name}`, text]))],
    entrypoint: ['node', '/app/server.js'],
    environment: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    labels: {
      'org.opencontainers.image.title': service.name,
      'org.opencontainers.image.version': version.version,
      'org.opencontainers.image.revision': commit,
      'org.opencontainers.image.source': `https://gitlab.acme.dev/acme/${service.name}`,
    },
    created: version.at,
    platforms: version.platforms,
  });
}

/** The same in all images, so that registries can share it. */
const base = {
  'etc/passwd':
    'root:x:0:0:root:/root:/usr/sbin/nologin\nnode:x:1000:1000::/home/node:/usr/sbin/nologin\n',
  'etc/group': 'root:x:0:\nnode:x:1000:\n',
};
