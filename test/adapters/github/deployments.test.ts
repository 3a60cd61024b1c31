// Deployment records, as their statuses tell them.

import { expect, test } from '@jest/globals';
import nock from 'nock';
import type { Deployment, Sha } from '../../../src/ports/forge.ts';
import { connect, installed, itself, project, scope } from './server.ts';
import { guardNetwork } from '../../support/guard-network.ts';

const path = `${project}/deployments`;
const [older, newer] = ['a'.repeat(40) as Sha, 'b'.repeat(40) as Sha];
const told: Deployment = {
  target: 'production/checkout',
  tier: 'production',
  commit: newer,
  branch: 'main',
  state: 'running',
  url: null,
  first: false,
};

guardNetwork();

interface Record {
  readonly id: number;
  readonly sha: Sha;
  readonly by?: string;
  /** Newest first; null: nobody is to ask for it. */
  readonly said: readonly string[] | null;
}

/** Tells of a deployment where these records are; gives what was sent, in order. */
async function tell(there: readonly Record[], what: Partial<Deployment>): Promise<unknown[]> {
  const sent: unknown[] = [];
  installed();
  itself();
  scope()
    .get(path)
    .query({ environment: 'production/checkout', per_page: '20' })
    .reply(
      200,
      there.map(({ id, sha, by = 'runway[bot]' }) => ({ id, sha, creator: { login: by } })),
    );
  for (const { id, by, said } of there) {
    if (by !== undefined || said === null) continue;
    scope()
      .get(`${path}/${id}/statuses`)
      .query({ per_page: '100' })
      .reply(
        200,
        said.map((state) => ({ state })),
      );
  }
  const server = scope();
  server
    .post(path)
    .optionally()
    .reply(201, (_uri, body) => {
      sent.push(body);
      return { id: 99, sha: newer, creator: { login: 'runway[bot]' } };
    });
  for (const id of [99, ...there.map((record) => record.id)]) {
    server
      .post(`${path}/${id}/statuses`)
      .optionally()
      .reply(201, (_uri, body) => {
        sent.push({ id, ...(body as object) });
        return {};
      });
  }
  await connect().forge.deployment({ ...told, ...what });
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  return sent;
}

test('a deployment waits for no check and merges nothing', async () => {
  expect(await tell([], { state: 'succeeded', url: 'https://checkout.acme.dev' })).toEqual([
    {
      ref: newer,
      environment: 'production/checkout',
      production_environment: true,
      auto_merge: false,
      required_contexts: [],
    },
    { id: 99, state: 'success', environment_url: 'https://checkout.acme.dev' },
  ]);
});

test('a record whose answer got lost is found, and told what it has not been told', async () => {
  expect(await tell([{ id: 8, sha: newer, said: [] }], {})).toEqual([
    { id: 8, state: 'in_progress' },
  ]);
});

test('what is over in production is retired with the next success', async () => {
  const there = [
    { id: 9, sha: newer, said: ['in_progress'] },
    { id: 8, sha: older, said: ['success', 'in_progress'] },
    { id: 7, sha: older, said: ['failure', 'in_progress'] },
  ];
  expect(await tell(there, { state: 'succeeded' })).toEqual([
    { id: 8, state: 'inactive' },
    { id: 9, state: 'success' },
  ]);
});

test('what became inactive after its end has ended all the same, and is told no other end', async () => {
  const retired = [{ id: 8, sha: newer, said: ['inactive', 'success', 'in_progress'] }];
  expect(await tell(retired, { state: 'succeeded' })).toEqual([]);
  expect(await tell(retired, { state: 'failed' })).toHaveLength(2);
});

test('what became inactive without an end was canceled', async () => {
  const canceled = [{ id: 8, sha: newer, said: ['inactive', 'in_progress'] }];
  expect(await tell(canceled, { state: 'canceled' })).toEqual([]);
});

test('a removed target has nothing active left', async () => {
  const there = [
    { id: 9, sha: newer, said: ['in_progress'] },
    { id: 8, sha: older, said: ['success'] },
    { id: 7, sha: older, said: ['failure'] },
    { id: 6, sha: older, said: ['inactive', 'success'] },
  ];
  expect(await tell(there, { state: 'stopped' })).toEqual([
    { id: 9, state: 'inactive' },
    { id: 8, state: 'inactive' },
  ]);
});

test('records of others, of a workflow for instance, are left alone', async () => {
  const there = [{ id: 9, sha: newer, by: 'github-actions[bot]', said: ['in_progress'] }];
  expect(await tell(there, { state: 'stopped' })).toEqual([]);
});

test('of many records only the newest five of ours are looked into, since each is a request', async () => {
  const old = (id: number, said: readonly string[] | null): Record => ({ id, sha: older, said });
  const looked = [9, 8, 7, 6, 5].map((id) => old(id, ['inactive', 'success']));
  const foreign = { ...old(10, null), by: 'github-actions[bot]' };
  const there = [foreign, ...looked, old(4, null), old(3, null)];
  expect(await tell(there, { state: 'stopped' })).toEqual([]);
});
