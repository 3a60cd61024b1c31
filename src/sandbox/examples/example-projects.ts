// The service projects with their history, ready for seeding a forge.

import { catalog } from './catalog.ts';
import { checkout } from './checkout.ts';
import type { ExampleService, ExampleVersion, ServiceName } from './example.ts';
import { serverSource } from './server-source.ts';
import { reviews } from './reviews.ts';
import { storefront } from './storefront.ts';

export interface ExampleCommit {
  readonly version: string;
  readonly message: string;
  readonly author: string;
  readonly files: Readonly<Record<string, string>>;
  /** The version. */
  readonly tags: readonly string[];
  readonly at: Date;
}

export interface ExampleProject {
  readonly service: ServiceName;
  /** `acme/checkout` */
  readonly path: string;
  readonly description: string;
  readonly owners: readonly string[];
  /** Oldest first, one for each version. */
  readonly commits: readonly ExampleCommit[];
}

export const exampleServices: readonly ExampleService[] = [checkout, catalog, storefront, reviews];

export function exampleProjects(): readonly ExampleProject[] {
  return exampleServices.map((service) => ({
    service: service.name,
    path: `acme/${service.name}`,
    description: service.description,
    owners: service.owners,
    commits: service.versions.map((version) => ({
      version: version.version,
      message: version.message,
      author: version.author,
      files: projectFiles(service, version),
      tags: [version.version],
      at: version.at,
    })),
  }));
}

/** What the image holds below `/app`. */
export function appFiles(
  service: ExampleService,
  { version, source }: ExampleVersion,
): Readonly<Record<string, string>> {
  const about = { name: service.name, version, private: true, type: 'module', main: 'server.js' };
  return {
    'server.js': serverSource({ service: service.name, version, plain: service.variables }, source),
    'package.json': `${JSON.stringify(about, null, 2)}\n`,
  };
}

function projectFiles(
  service: ExampleService,
  version: ExampleVersion,
): Readonly<Record<string, string>> {
  const runway = Object.entries(version.runway).map(([name, text]) => [`.runway/${name}`, text]);
  return {
    ...appFiles(service, version),
    ...(Object.fromEntries(runway) as Record<string, string>),
    'README.md': `# ${service.title}\n\n${service.description}\n\nRuns on Runway: see \`.runway/\`.\n`,
    Dockerfile: dockerfile,
  };
}

const dockerfile = `FROM node:20-slim
WORKDIR /app
COPY package.json server.js ./
USER node
ENTRYPOINT ["node", "/app/server.js"]
`;
