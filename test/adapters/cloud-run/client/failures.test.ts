import { expect, test } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createCloudRun } from '../../../../src/adapters/cloud-run/cloud-run.ts';
import { CLOUD_RUN, doing } from '../../../../src/adapters/cloud-run/client/failures.ts';
import { translated } from '../../../../src/adapters/google/failures.ts';
import type { Scope } from '../../../../src/resources/scope.ts';
import { silent } from '../../../sandbox/cloud-run/world.ts';
import { notedCalls } from '../../../support/calls.ts';

const update = doing('update', { project: 'acme', region: 'us-east1' }, 'checkout');

test.each([
  [3, 'RUNWAY_RUNTIME_REFUSED', 'never'],
  [9, 'RUNWAY_RUNTIME_REFUSED', 'never'],
  [7, 'RUNWAY_RUNTIME_DENIED', 'never'],
  [16, 'RUNWAY_RUNTIME_DENIED', 'never'],
  [10, 'RUNWAY_RUNTIME_CONFLICT', 'later'],
  [6, 'RUNWAY_RUNTIME_CONFLICT', 'later'],
  [5, 'RUNWAY_RUNTIME_CONFLICT', 'later'],
  [8, 'RUNWAY_RUNTIME_UNREACHABLE', 'later'],
  [4, 'RUNWAY_RUNTIME_UNREACHABLE', 'later'],
  [14, 'RUNWAY_RUNTIME_UNREACHABLE', 'later'],
  [13, 'RUNWAY_RUNTIME_UNREACHABLE', 'later'],
])('status %i means %s, to be tried again %s', (code, expected, retry) => {
  const error = Object.assign(new Error('3 INVALID: no'), { code, details: 'the words' });
  expect(translated(error, update, CLOUD_RUN)).toMatchObject({
    code: expected,
    retry,
    message: expect.stringContaining('the words'),
  });
});

test('a missing right is named as Google names it', () => {
  const details = "Permission 'iam.serviceaccounts.actAs' denied on service account x.";
  const failure = translated(
    Object.assign(new Error(details), { code: 7, details }),
    update,
    CLOUD_RUN,
  );
  expect(failure.hint).toContain('iam.serviceaccounts.actAs');
});

test('a taken revision name and a stale look are told apart', () => {
  const said = (code: number) =>
    translated(Object.assign(new Error('x'), { code }), update, CLOUD_RUN).message;
  expect(said(6)).toContain('the name of the new revision is taken');
  expect(said(10)).toContain('changed since it was looked at');
});

test('the wait that Google asks for is passed on', () => {
  const statusDetails = [{ retryDelay: { seconds: '2', nanos: 500_000_000 } }];
  const error = Object.assign(new Error('quota'), { code: 8, statusDetails });
  expect(translated(error, update, CLOUD_RUN).retryAfterMs).toBe(2500);
});

test('an endpoint that nobody answers at is told within seconds, without naming the token', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  const token = String(Math.random());
  const runtime = createCloudRun({
    endpoint: `localhost:${port}`,
    token: async () => token,
    clock: { now: () => new Date(), sleep: async () => undefined },
    log: silent,
    calls: notedCalls(),
    budget: { take: async () => 0 },
  });
  const scope: Scope = {
    environment: 'dev',
    runtime: { kind: 'cloud-run', project: 'acme-dev', regions: ['us-east1'] },
    images: 'x',
    identity: null,
    vault: null,
    workload: 'checkout',
  };
  const failure = await runtime
    .observe(scope, [], new AbortController().signal)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'RUNWAY_RUNTIME_UNREACHABLE', retry: 'later' });
  expect(JSON.stringify(failure) + String(failure)).not.toContain(token);
});

test('a note that the transport leaves empty is left out', () => {
  const details = 'No connection established. Resolution note: ';
  const error = Object.assign(new Error(`14 UNAVAILABLE: ${details}`), { code: 14, details });
  expect(translated(error, update, CLOUD_RUN).message).toMatch(/No connection established\.$/);
});
