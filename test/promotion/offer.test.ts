// What is offered to the next environment, and when.

import { expect, test } from '@jest/globals';
import type { Deployment } from '../../src/documents/generated/documents.ts';
import { offer, type Offer, type Question } from '../../src/promotion/offer.ts';
import { documentsOf } from '../reconciler/documents.ts';
import type { Written } from '../reconciler/documents.ts';

const now = new Date('2026-11-24T12:00:00Z');

function documents(written: Written) {
  const { workload, environment, deployment } = documentsOf(written);
  if (workload === null || environment === null || deployment === null) {
    throw new Error('all three documents stand');
  }
  return {
    workload: workload.value,
    environment: environment.value,
    deployment: deployment.value,
  };
}

function deployed(version: string): Deployment {
  return documents({ version }).deployment;
}

/** 1.4.2 serves in staging since eleven; production runs 1.4.1. */
function ask(changes: Partial<Question> = {}, written: Written = {}): Offer {
  const { workload, environment } = documents(written);
  return offer({
    workload,
    receiving: { environment, deployment: deployed('1.4.1') },
    source: {
      deployment: deployed('1.4.2'),
      servingSince: new Date('2026-11-24T11:00:00Z'),
      proven: true,
    },
    declined: [],
    now,
    ...changes,
  });
}

test('a release that serves in the environment before is offered', () => {
  expect(ask()).toMatchObject({ type: 'offer', release: { version: '1.4.2' } });
});

test('a workload without a file in the receiving environment gets one', () => {
  const { environment } = documents({});
  expect(ask({ receiving: { environment, deployment: null } }).type).toBe('offer');
});

test('an older version is offered like any other: going back is a release too', () => {
  const { environment } = documents({});
  const receiving = { environment, deployment: deployed('2.0.0') };
  expect(ask({ receiving })).toMatchObject({ type: 'offer', release: { version: '1.4.2' } });
});

test('what is there already is not offered', () => {
  const { environment } = documents({});
  const receiving = { environment, deployment: deployed('1.4.2') };
  expect(ask({ receiving })).toEqual({ type: 'nothing', because: 'there already' });
});

test('the same version with another image is offered', () => {
  const { environment } = documents({});
  const other = documents({ version: '1.4.2', digest: `sha256:${'cd'.repeat(32)}` }).deployment;
  expect(ask({ receiving: { environment, deployment: other } }).type).toBe('offer');
});

test('a workload that is not to run there is not offered', () => {
  const written = { environments: ['dev', 'staging'] };
  expect(ask({}, written)).toEqual({ type: 'nothing', because: 'not listed' });
});

test.each([
  { servingSince: null, proven: true },
  { servingSince: new Date('2026-11-01T00:00:00Z'), proven: false },
])('what is not proven to serve is not offered: %j', (state) => {
  const source = { deployment: deployed('1.4.2'), ...state };
  expect(ask({ source })).toEqual({ type: 'nothing', because: 'not proven' });
});

test('a release that is not completed is not offered', () => {
  const source = { servingSince: now, proven: true };
  const bare = documents({ digest: null }).deployment;
  expect(ask({ source: { ...source, deployment: bare } })).toMatchObject({ because: 'no release' });
  expect(ask({ source: { ...source, deployment: null } })).toMatchObject({ because: 'no release' });
});

test('a soak is waited out to its end', () => {
  const until = new Date('2026-11-24T13:00:00Z');
  expect(ask({}, { soak: '2h' })).toMatchObject({ type: 'wait', until });
  expect(ask({ now: until }, { soak: '2h' }).type).toBe('offer');
});

test('a declined release is not offered again, the next one is', () => {
  const release = { version: '1.4.2', digest: deployed('1.4.2').release.digest ?? '' };
  expect(ask({ declined: [release] }).type).toBe('declined');
  expect(ask({ declined: [{ ...release, version: '1.4.0' }] }).type).toBe('offer');
  expect(ask({ declined: [{ ...release, digest: 'sha256:other' }] }).type).toBe('offer');
});
