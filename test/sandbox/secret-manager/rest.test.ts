import { randomBytes } from 'node:crypto';
import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { account, PROJECT, rest, tokenOf, type Rest } from '../google/callers.ts';
import { PARENT, secretOf, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

function ask(method: string, path: string, body?: unknown): Promise<Rest> {
  const { adminEmail, ground, manager } = world;
  return rest(ground, manager.endpoint, { method, path, body, as: adminEmail });
}

test('the same secrets are there as JSON', async () => {
  const created = await ask('POST', `/v1/${PARENT}/secrets?secretId=by-http`, {
    replication: { automatic: {} },
    labels: { team: 'payments' },
    versionDestroyTtl: '86400s',
  });
  const name = `projects/${PROJECT.number}/secrets/by-http`;
  const data = Buffer.from(randomBytes(9)).toString('base64');
  const added = await ask('POST', `/v1/${name}:addVersion`, { payload: { data } });
  const read = await ask('GET', `/v1/${PARENT}/secrets/by-http/versions/latest:access`);

  expect(created).toMatchObject({
    status: 200,
    json: {
      name,
      labels: { team: 'payments' },
      createTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      versionDestroyTtl: '86400s',
    },
  });
  expect(added.json).toMatchObject({ name: `${name}/versions/1`, state: 'ENABLED' });
  expect(read.json).toMatchObject({ payload: { data, dataCrc32c: expect.any(String) } });
  const [version] = await world.admin.getSecretVersion({ name: `${name}/versions/1` });
  expect(version.state).toBe('ENABLED');
});

test('masks, etags and pages are query parameters', async () => {
  const name = await secretOf(world, 'queried');
  const patched = await ask('PATCH', `/v1/${name}?updateMask=annotations,labels`, {
    annotations: { 'a.b_c': 'as it is' },
    labels: { a_b: 'c' },
  });
  const list = await ask('GET', `/v1/${PARENT}/secrets?pageSize=1&filter=name:queried`);
  const removed = await ask('DELETE', `/v1/${name}?etag=%221%22`);

  expect(patched.json).toMatchObject({
    annotations: { 'a.b_c': 'as it is' },
    labels: { a_b: 'c' },
  });
  expect(list.json).toMatchObject({ secrets: [{ name }] });
  expect(removed).toMatchObject({
    status: 400,
    json: { error: { status: 'FAILED_PRECONDITION' } },
  });
});

test('refusals are Google errors with their HTTP status', async () => {
  const { ground, manager } = world;
  const as = account(ground, 'web-visitor');
  const path = `/v1/${PARENT}/secrets/none`;
  const nobody = await rest(ground, manager.endpoint, { path, as: null });
  const denied = await rest(ground, manager.endpoint, { path, as });

  expect(nobody).toMatchObject({
    status: 401,
    json: { error: { code: 401, status: 'UNAUTHENTICATED' } },
  });
  expect(denied).toMatchObject({
    status: 403,
    json: {
      error: {
        status: 'PERMISSION_DENIED',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'IAM_PERMISSION_DENIED' },
        ],
      },
    },
  });
  expect(await ask('GET', path)).toMatchObject({
    status: 404,
    json: { error: { status: 'NOT_FOUND' } },
  });
  expect((await ask('GET', '/v1/nothing')).status).toBe(404);
  expect(
    await ask('POST', `/v1/${PARENT}/secrets?secretId=x`, { replication: {}, colour: 1 }),
  ).toMatchObject({
    status: 400,
    json: { error: { message: expect.stringContaining('Unknown name "colour"') } },
  });
});

const withCurl = spawnSync('curl', ['--version']).status === 0 ? test : test.skip;

withCurl('curl is answered, as it asks by itself', async () => {
  const name = await secretOf(world, 'curled');
  const { adminEmail, ground, manager } = world;
  const ca = join(ground.dir, 'ca.pem');
  await writeFile(ca, ground.tls.ca);
  const { stdout } = await promisify(execFile)('curl', [
    '-sS',
    '--cacert',
    ca,
    '-H',
    `Authorization: Bearer ${tokenOf(ground, adminEmail)}`,
    `https://${manager.endpoint}/v1/${name}`,
  ]);

  expect(JSON.parse(stdout)).toMatchObject({ name });
});
