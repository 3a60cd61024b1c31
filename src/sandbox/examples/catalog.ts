// Catalog: lists products. Its newest version is also built for arm64, so its image is an index.

import type { ExampleService } from './example.ts';

function listing(products: string): string {
  return `
const products = ${products};

function respond(url) {
  if (url.pathname === '/products') return { ...about, products };
  const product = products.find(({ id }) => url.pathname === '/products/' + id);
  return product === undefined ? null : { ...about, product };
}
`;
}

const few = listing(`[
  { id: 'teapot', name: 'Teapot', price: '24.00' },
  { id: 'mug', name: 'Mug', price: '9.00' },
]`);

const more = listing(`[
  { id: 'teapot', name: 'Teapot', price: '24.00' },
  { id: 'mug', name: 'Mug', price: '9.00' },
  { id: 'tray', name: 'Tray', price: '18.50' },
]`);

const searchable = more.replace(
  'return { ...about, products };',
  "{\n    const wanted = (url.searchParams.get('q') ?? '').toLowerCase();\n    return { ...about, products: products.filter(({ id }) => id.includes(wanted)) };\n  }",
);

function manifest(memory: string): string {
  return `apiVersion: runway/v1
kind: RunwayService
metadata:
  name: catalog
  owner_email_handle: bob
  department: shop
spec:
  resources:
    limits:
      cpu: 1000m
      memory: ${memory}
  scalability:
    max_instances: 20
  startup_probe:
    path: /healthz
    period_seconds: 5
  liveness_probe:
    path: /healthz
`;
}

export const catalog: ExampleService = {
  name: 'catalog',
  title: 'Catalog',
  description: 'Lists products: GET /products',
  owners: ['bob'],
  variables: ['LOG_LEVEL'],
  versions: [
    {
      version: '2.3.0',
      message: 'feat: list products',
      author: 'bob',
      at: new Date('2026-02-23T08:30:00Z'),
      source: few,
      runway: { 'runway.yml': manifest('256Mi') },
      platforms: ['linux/amd64'],
    },
    {
      version: '2.3.1',
      message: 'fix: list the tray as well',
      author: 'bob',
      at: new Date('2026-03-05T11:15:00Z'),
      source: more,
      runway: { 'runway.yml': manifest('256Mi') },
      platforms: ['linux/amd64'],
    },
    {
      version: '2.4.0',
      message: 'feat: search products, and build for arm64 too',
      author: 'alice',
      at: new Date('2026-03-19T16:40:00Z'),
      source: searchable,
      runway: { 'runway.yml': manifest('512Mi') },
      platforms: ['linux/amd64', 'linux/arm64'],
    },
  ],
};
