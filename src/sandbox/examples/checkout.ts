// Checkout: adds up carts. Its version 1.5.0 cannot start: it wants a variable that nobody has set.

import type { ExampleService } from './example.ts';

const cart = `
const prices = { teapot: 2400, mug: 900, tray: 1850 };

function respond(url) {
  if (url.pathname !== '/cart') return null;
  const items = url.searchParams.getAll('item').filter((item) => item in prices);
  const cents = items.reduce((sum, item) => sum + prices[item], 0);
  return { ...about, items, total: (cents / 100).toFixed(2) };
}
`;

const cartWithCurrency = cart
  .replace('\nfunction', "const currency = process.env.CURRENCY ?? 'USD';\n\nfunction")
  .replace('toFixed(2) }', 'toFixed(2), currency }');

const paying = `
const provider = process.env.PAYMENT_PROVIDER;
if (!provider) {
  console.error('Error: PAYMENT_PROVIDER is not set');
  process.exit(1);
}
${cartWithCurrency.replace('currency }', 'currency, provider }')}`;

interface Size {
  readonly memory: string;
  readonly concurrency?: number;
}

function manifest({ memory, concurrency }: Size): string {
  return `# How checkout runs, in every environment.
apiVersion: runway/v1
kind: RunwayService
metadata:
  name: checkout
  owner_email_handle: alice
  department: payments
  product_category: payments
spec:
  container_port: 8080
  request_timeout: 60
  resources:
    limits:
      cpu: 1000m
      memory: ${memory}
    startup_cpu_boost: true
  scalability:
    max_instances: 10
${concurrency === undefined ? '' : `    max_instance_request_concurrency: ${concurrency}\n`}  startup_probe:
    path: /healthz
`;
}

/** What differs between environments, before and after there was a currency. */
const levels = {
  'env-dev.yml': 'LOG_LEVEL: debug\n',
  'env-staging.yml': 'LOG_LEVEL: info\n',
  'env-production.yml': 'LOG_LEVEL: info\n',
};
const variables = { ...levels, 'env-production.yml': 'LOG_LEVEL: info\nCURRENCY: EUR\n' };

export const checkout: ExampleService = {
  name: 'checkout',
  title: 'Checkout',
  description: 'Adds up carts: GET /cart?item=teapot&item=mug',
  owners: ['alice'],
  variables: ['LOG_LEVEL', 'CURRENCY', 'PAYMENT_PROVIDER'],
  versions: [
    {
      version: '1.4.0',
      message: 'feat: add up carts',
      author: 'alice',
      at: new Date('2026-03-02T09:10:00Z'),
      source: cart,
      runway: { 'runway.yml': manifest({ memory: '256Mi' }), ...levels },
      platforms: ['linux/amd64'],
    },
    {
      version: '1.4.1',
      message: 'fix: name the currency of a total',
      author: 'bob',
      at: new Date('2026-03-09T13:42:00Z'),
      source: cartWithCurrency,
      runway: {
        'runway.yml': manifest({ memory: '256Mi' }),
        ...variables,
      },
      platforms: ['linux/amd64'],
    },
    {
      version: '1.4.2',
      message: 'perf: let one instance take more requests',
      author: 'alice',
      at: new Date('2026-03-16T15:05:00Z'),
      source: cartWithCurrency,
      runway: {
        'runway.yml': manifest({ memory: '512Mi', concurrency: 120 }),
        ...variables,
      },
      platforms: ['linux/amd64'],
    },
    {
      version: '1.5.0',
      message: 'feat: choose who takes the payment',
      author: 'alice',
      at: new Date('2026-03-23T10:20:00Z'),
      source: paying,
      runway: {
        'runway.yml': manifest({ memory: '512Mi', concurrency: 120 }),
        ...variables,
      },
      platforms: ['linux/amd64'],
    },
  ],
};
