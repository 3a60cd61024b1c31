// Reviews: what customers say. It is not on Runway yet: who wants to see how a service gets there takes this one.

import type { ExampleService } from './example.ts';

const listing = `
const reviews = [
  { product: 'teapot', stars: 5, words: 'Pours without a drop.' },
  { product: 'mug', stars: 4, words: 'Keeps warm.' },
];

function respond(url) {
  return url.pathname === '/reviews' ? { ...about, reviews } : null;
}
`;

const moderated = listing.replace(
  '\nfunction',
  "if (!process.env.MODERATION_KEY) console.warn('MODERATION_KEY is not set: nothing is moderated');\n\nfunction",
);

function manifest(secrets: string): string {
  return `apiVersion: runway/v1
kind: RunwayService
metadata:
  name: reviews
  owner_email_handle: bob
  department: shop
spec:
  resources:
    limits:
      cpu: 1000m
      memory: 256Mi
  scalability:
    max_instances: 5
  startup_probe:
    path: /healthz
${secrets}`;
}

export const reviews: ExampleService = {
  name: 'reviews',
  title: 'Reviews',
  description: 'What customers say: GET /reviews',
  owners: ['bob'],
  variables: ['LOG_LEVEL'],
  versions: [
    {
      version: '0.9.0',
      message: 'feat: list reviews',
      author: 'bob',
      at: new Date('2026-03-12T08:00:00Z'),
      source: listing,
      runway: { 'runway.yml': manifest('') },
      platforms: ['linux/amd64'],
    },
    {
      version: '1.0.0',
      message: 'feat: moderate reviews',
      author: 'bob',
      at: new Date('2026-03-24T08:00:00Z'),
      source: moderated,
      runway: { 'runway.yml': manifest('  secrets: [MODERATION_KEY]\n') },
      platforms: ['linux/amd64'],
    },
  ],
};
