// Whether images can be read where they are built, and found where they are copied to.

import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import nock from 'nock';
import { createMemoryIdentity } from '../../../src/adapters/memory/identity.ts';
import { imageLinks } from '../../../src/cli/doctor/image-links.ts';
import type { Place } from '../../../src/cli/doctor/places.ts';
import type { LoadedSettings } from '../../../src/cli/settings.ts';
import type { Settings } from '../../../src/documents/generated/documents.ts';
import type { Digest } from '../../../src/resources/kinds.ts';
import { notedCalls } from '../../support/calls.ts';
import { guardNetwork } from '../../support/guard-network.ts';
import { recordingLog } from '../../support/recording-log.ts';

guardNetwork();

const SOURCE = 'https://registry.acme.dev';
const TARGET = 'https://us-docker.pkg.dev';
const index = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [],
});
const digest: Digest = `sha256:${createHash('sha256').update(index).digest('hex')}`;
const place: Place = {
  name: 'dev',
  scope: {
    environment: 'dev',
    runtime: { kind: 'cloud-run', project: 'acme-runway-dev', regions: ['us-east1'] },
    images: 'us-docker.pkg.dev/acme-runway-dev',
    identity: { bot: 'runway@x.iam.gserviceaccount.com', plans: 'plans@x.iam.gserviceaccount.com' },
    vault: null,
    workload: null,
  },
  provisioned: [],
  example: [],
  images: [
    {
      source: 'registry.acme.dev/acme/checkout',
      repository: 'us-docker.pkg.dev/acme-runway-dev/checkout/checkout',
      digest,
    },
  ],
};

async function found(): Promise<readonly string[]> {
  const loaded: LoadedSettings = {
    settings: {} as Settings,
    resolve: (path) => path,
    secret: () => Promise.reject(new Error('no secret is needed')),
  };
  const { identity } = createMemoryIdentity();
  const telling = { log: recordingLog(), calls: notedCalls(), identities: () => identity };
  const findings = await imageLinks(loaded, telling, [place]);
  return findings.map(({ link, outcome, words }) => `${outcome} ${link} ${words}`);
}

function source(status: number): void {
  nock(SOURCE).get('/v2/').reply(200);
  nock(SOURCE)
    .get(`/v2/acme/checkout/manifests/${digest}`)
    .reply(status, status === 200 ? index : '', {
      'content-type': 'application/vnd.oci.image.index.v1+json',
    });
}

function target(status: number): void {
  nock(TARGET).get('/v2/').reply(401, '', { 'www-authenticate': 'Basic realm="x"' });
  nock(TARGET)
    .head(`/v2/acme-runway-dev/checkout/checkout/manifests/${digest}`)
    .matchHeader('authorization', /^Basic /)
    .reply(status);
}

test('both ends are looked at, the copy as the account that may only look', async () => {
  source(200);
  target(200);
  expect(await found()).toEqual([
    'passed image registry.acme.dev/acme/checkout It can be read.',
    'passed dev: us-docker.pkg.dev/acme-runway-dev/checkout/checkout It holds what is released.',
  ]);
});

test('an image that is gone at its source is told, and one that is still to be copied is well', async () => {
  source(404);
  target(404);
  expect(await found()).toEqual([
    expect.stringMatching(/^failed image registry.acme.dev\/acme\/checkout .* is not there\.$/),
    'passed dev: us-docker.pkg.dev/acme-runway-dev/checkout/checkout It is to be filled yet.',
  ]);
});

test('a registry that does not let Runway in is told', async () => {
  source(403);
  target(403);
  const [read = '', copied = ''] = await found();
  expect(read).toMatch(/^failed image/);
  expect(copied).toMatch(/^failed dev:/);
});
