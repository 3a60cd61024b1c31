import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { crc32c } from '../../../src/sandbox/secret-manager/payload.ts';
import { failure, PROJECT } from '../google/callers.ts';
import { PARENT, secretOf, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

afterAll(() => world.close());

const random = (): string => randomBytes(12).toString('hex');

async function read(name: string): Promise<string> {
  const [{ payload }] = await world.admin.accessSecretVersion({ name });
  return Buffer.from(payload?.data ?? '').toString();
}

test('checksums are those of Castagnoli', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

test('versions are numbered from 1, and the latest is the one that came last', async () => {
  const [first, second] = [random(), random()];
  const name = await secretOf(world, 'numbered', first, second);

  expect(await read(`${name}/versions/1`)).toBe(first);
  expect(await read(`${name}/versions/latest`)).toBe(second);
  const [versions] = await world.admin.listSecretVersions({ parent: name });
  expect(versions.map((version) => version.name)).toEqual([
    `${name}/versions/2`,
    `${name}/versions/1`,
  ]);
  expect(versions[0]).toMatchObject({ state: 'ENABLED', replicationStatus: { automatic: {} } });
});

test('a value comes with the checksum that it was checked against', async () => {
  const name = await secretOf(world, 'checked');
  const data = Buffer.from(random());
  const add = (dataCrc32c: number) =>
    world.admin.addSecretVersion({ parent: name, payload: { data, dataCrc32c } });

  expect(await failure(add(1))).toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: expect.not.stringContaining(data.toString()),
  });
  const [version] = await add(crc32c(data));

  expect(version.clientSpecifiedPayloadChecksum).toBe(true);
  const [{ payload }] = await world.admin.accessSecretVersion({ name: version.name ?? '' });
  expect(payload?.dataCrc32c).toBe(String(crc32c(data)));
});

test('a value is never empty, and never larger than 64 KiB', async () => {
  const name = await secretOf(world, 'sized');
  const add = (bytes: number) =>
    world.admin.addSecretVersion({ parent: name, payload: { data: Buffer.alloc(bytes, 'x') } });

  await add(65_536);
  expect(await failure(add(65_537))).toMatchObject({ code: status.INVALID_ARGUMENT });
  expect(await failure(add(0))).toMatchObject({
    code: status.INVALID_ARGUMENT,
    details: 'Secret Payload cannot be empty.',
  });
});

test('a version that is disabled or destroyed cannot be read, and what is destroyed stays so', async () => {
  const value = random();
  const secret = await secretOf(world, 'ended', value);
  const name = `${secret}/versions/1`;

  const [disabled] = await world.admin.disableSecretVersion({ name });
  expect(disabled.state).toBe('DISABLED');
  expect(await failure(world.admin.accessSecretVersion({ name }))).toMatchObject({
    code: status.FAILED_PRECONDITION,
    details: `Secret Version [${name}] is in DISABLED state.`,
  });
  await world.admin.enableSecretVersion({ name });
  expect(await read(name)).toBe(value);
  const [destroyed] = await world.admin.destroySecretVersion({ name });

  expect(destroyed).toMatchObject({
    state: 'DESTROYED',
    destroyTime: { seconds: expect.anything() },
  });
  const latest = `${secret}/versions/latest`;
  expect(await failure(world.admin.accessSecretVersion({ name: latest }))).toMatchObject({
    details: `Secret Version [${name}] is in DESTROYED state.`,
  });
  expect(await failure(world.admin.enableSecretVersion({ name }))).toMatchObject({
    code: status.FAILED_PRECONDITION,
  });
});

test('nothing of a destroyed value is left on disk', async () => {
  const value = random();
  const name = await secretOf(world, 'wiped', value);
  const dir = join(world.ground.dir, 'secret-manager', 'secrets');
  const file = join(dir, readdirSync(dir).find((each) => each.endsWith('wiped.json')) ?? '');
  const encoded = Buffer.from(value).toString('base64');

  expect(readFileSync(file, 'utf8')).toContain(encoded);
  expect(statSync(file).mode & 0o077).toBe(0);
  await world.admin.destroySecretVersion({ name: `${name}/versions/1` });

  expect(readFileSync(file, 'utf8')).not.toContain(encoded);
});

test('a change with the etag of an earlier look is refused', async () => {
  const secret = await secretOf(world, 'raced', random());
  const name = `${secret}/versions/1`;
  const [{ etag }] = await world.admin.getSecretVersion({ name });
  await world.admin.enableSecretVersion({ name });

  expect(await failure(world.admin.disableSecretVersion({ name, etag: etag ?? '' }))).toMatchObject(
    { code: status.FAILED_PRECONDITION },
  );
});

test('where the secret says so, a version is destroyed only after a while, and that can be called off', async () => {
  const [{ name }] = await world.admin.createSecret({
    parent: PARENT,
    secretId: 'late',
    secret: { replication: { automatic: {} }, versionDestroyTtl: { seconds: 86_400 } },
  });
  const parent = name ?? '';
  for (const data of [random(), random()]) {
    await world.admin.addSecretVersion({ parent, payload: { data: Buffer.from(data) } });
  }
  for (const number of [1, 2]) {
    const [scheduled] = await world.admin.destroySecretVersion({
      name: `${parent}/versions/${number}`,
    });
    expect(scheduled).toMatchObject({ state: 'DISABLED', scheduledDestroyTime: expect.anything() });
  }
  await world.admin.enableSecretVersion({ name: `${parent}/versions/2` });
  world.ground.clock.at += 86_400_000;

  const [versions] = await world.admin.listSecretVersions({ parent });
  expect(versions.map(({ state }) => state)).toEqual(['ENABLED', 'DESTROYED']);
});

test('what is not there is said word for word', async () => {
  const name = await secretOf(world, 'empty');
  const access = (version: string) =>
    failure(
      world.admin.accessSecretVersion({ name: `${PARENT}/secrets/empty/versions/${version}` }),
    );

  expect(await access('latest')).toMatchObject({
    code: status.NOT_FOUND,
    details: `Secret [${name}] not found or has no versions.`,
  });
  expect(await access('4')).toMatchObject({
    code: status.NOT_FOUND,
    details: `Secret Version [projects/${PROJECT.number}/secrets/empty/versions/4] not found.`,
  });
});

test('a restart forgets nothing and keeps the address', async () => {
  const apart = await startWorld();
  const value = random();
  const name = await secretOf(apart, 'kept', value);
  const { endpoint } = apart.manager;

  await apart.again();

  expect(apart.manager.endpoint).toBe(endpoint);
  const client = apart.as(apart.adminEmail);
  const [{ payload }] = await client.accessSecretVersion({ name: `${name}/versions/1` });
  expect(Buffer.from(payload?.data ?? '').toString()).toBe(value);
  await apart.close();
});
