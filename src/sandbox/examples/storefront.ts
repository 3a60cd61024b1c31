// Storefront: what customers see. It has a manifest of its own for production.

import type { ExampleService } from './example.ts';

const pages = `
const pages = ['/', '/products', '/cart'];

function respond(url) {
  return url.pathname === '/pages' ? { ...about, pages } : null;
}
`;

const greeting = pages
  .replace('\nfunction', "const greeting = process.env.GREETING ?? 'Welcome';\n\nfunction")
  .replace('pages } : null', 'pages, greeting } : null');

interface Place {
  readonly regions?: readonly string[];
  readonly maxInstances: number;
}

function manifest({ regions, maxInstances }: Place): string {
  return `apiVersion: runway/v1
kind: RunwayService
metadata:
  name: storefront
  owner_email_handle: alice
  department: shop
spec:
${regions === undefined ? '' : `  regions: [${regions.join(', ')}]\n`}  request_timeout: 30
  resources:
    limits:
      cpu: 1000m
      memory: 512Mi
  scalability:
    max_instances: ${maxInstances}
  startup_probe:
    path: /healthz
  environment:
    LOG_LEVEL: info
`;
}

const runway = {
  'runway.yml': manifest({ maxInstances: 10 }),
  'runway-production.yml': manifest({ regions: ['us-east1', 'europe-west1'], maxInstances: 40 }),
};

export const storefront: ExampleService = {
  name: 'storefront',
  title: 'Storefront',
  description: 'What customers see: GET /pages',
  owners: ['alice', 'bob'],
  variables: ['LOG_LEVEL', 'GREETING'],
  versions: [
    {
      version: '3.0.1',
      message: 'feat: open the shop',
      author: 'alice',
      at: new Date('2026-02-26T10:00:00Z'),
      source: pages,
      runway,
      platforms: ['linux/amd64'],
    },
    {
      version: '3.1.0',
      message: 'feat: greet customers',
      author: 'bob',
      at: new Date('2026-03-18T09:25:00Z'),
      source: greeting,
      runway: { ...runway, 'env-dev.yml': 'GREETING: Hello, developer\n' },
      platforms: ['linux/amd64'],
    },
  ],
};
