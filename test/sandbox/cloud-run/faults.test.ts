// Cloud Run told to fail, seen through Google's own clients and plain requests.

import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Fault, StoredFault } from '../../../src/sandbox/faults/fault.ts';
import { createFaults } from '../../../src/sandbox/faults/faults.ts';
import { webServer } from './images.ts';
import { call, create, PARENT, read, service, startWorld, until, type World } from './world.ts';

const faults = createFaults();
let world: World;
let uri: string;

beforeAll(async () => {
  world = await startWorld({ faults, isolation: 'plain' });
  const image = await world.registry.push('acme-dev/checkout', webServer('1'));
  uri = (await create(world, 'checkout', service(image))).uri ?? '';
}, 30_000);

afterEach(() => faults.clear());

afterAll(async () => {
  await world.close();
  rmSync(world.dir, { recursive: true, force: true });
});

function set(
  method: string,
  fault: Fault,
  more: { times?: number; where?: Record<string, string>; service?: string } = {},
): StoredFault {
  const { service: name = 'cloud-run', times = null, where = {} } = more;
  return faults.add({ service: name, method, fault, times, share: null, where });
}

const NO_REPEATS = { retry: { retryCodes: [] } };
const name = `${PARENT}/services/checkout`;
const get = () => world.services.getService({ name }, NO_REPEATS);
const label = (value: string) =>
  world.services.updateService(
    { service: { name, labels: { value } }, updateMask: { paths: ['labels'] } },
    NO_REPEATS,
  );

test('every method of the three services is listed', () => {
  const [api] = faults.parts().filter(({ service: it }) => it === 'cloud-run');
  expect(api?.methods.map((it) => it.name)).toEqual(
    expect.arrayContaining(['ListServices', 'UpdateService', 'GetRevision', 'GetOperation']),
  );
});

test('a status is answered in Google’s words, with how long to stay away', async () => {
  set('GetService', { status: 'UNAVAILABLE' }, { times: 1 });
  set('GetService', { status: 'RESOURCE_EXHAUSTED', retryAfterMs: 2_500 }, { times: 1 });
  await expect(get()).rejects.toMatchObject({
    code: 14,
    details: 'The service is currently unavailable.',
  });
  const refused: unknown = await get().catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 8, details: expect.stringContaining('Quota exceeded') });
  expect(refused).toMatchObject({
    statusDetails: [{ retryDelay: { seconds: expect.anything(), nanos: 500_000_000 } }],
  });
  expect((await get())[0].name).toBe(name);
});

test('a refused or dropped write has no effect, one whose answer is lost has it', async () => {
  set('UpdateService', { status: 'INTERNAL' }, { times: 1 });
  await expect(label('refused')).rejects.toMatchObject({ code: 13 });
  set('UpdateService', { drop: true }, { times: 1 });
  await expect(label('dropped')).rejects.toMatchObject({ code: 14 });
  expect((await read(world, 'checkout')).labels).toEqual({});
  set('UpdateService', { loseAnswer: true }, { times: 1 });
  await expect(label('lost')).rejects.toMatchObject({ code: 14 });
  expect((await read(world, 'checkout')).labels).toEqual({ value: 'lost' });
});

test('a late answer is later than a deadline, and its work is done before', async () => {
  const { id } = set('UpdateService', { delayMs: 600_000 }, { times: 1 });
  const late = world.services.updateService(
    { service: { name, labels: { value: 'late' } }, updateMask: { paths: ['labels'] } },
    { ...NO_REPEATS, timeout: 300 },
  );
  await expect(late).rejects.toMatchObject({ code: 4 });
  expect(faults.find(id)).toMatchObject({ struck: 1 });
  expect((await read(world, 'checkout')).labels).toEqual({ value: 'late' });
});

test('only one project, region or resource', async () => {
  set('*', { status: 'UNAVAILABLE' }, { where: { project: 'another' } });
  set('*', { status: 'UNAVAILABLE' }, { where: { region: 'europe-west1' } });
  set('*', { status: 'UNAVAILABLE' }, { where: { path: 'services/catalog' } });
  expect((await get())[0].name).toBe(name);
  const elsewhere = { parent: 'projects/acme-dev/locations/europe-west1' };
  await expect(world.services.listServices(elsewhere, NO_REPEATS)).rejects.toMatchObject({
    code: 14,
  });
  const other = world.services.getService({ name: `${PARENT}/services/catalog` }, NO_REPEATS);
  await expect(other).rejects.toMatchObject({ code: 14 });
});

test('three strikes are three, however many ask at once', async () => {
  const { id } = set('GetService', { status: 'UNAVAILABLE' }, { times: 3 });
  const all = await Promise.allSettled(Array.from({ length: 10 }, get));
  expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(3);
  expect(faults.find(id)).toMatchObject({ struck: 3, left: 0 });
});

test('the front door refuses, cuts off and loses answers', async () => {
  const front = { service: 'front', times: 1 };
  set('GET', { status: 502 }, front);
  expect((await call(world, uri)).status).toBe(502);
  set('*', { drop: true }, { ...front, where: { workload: 'checkout' } });
  await expect(call(world, uri)).rejects.toThrow(/socket hang up|ECONNRESET/);
  const before = world.run.counts();
  set('GET', { loseAnswer: true }, front);
  await expect(call(world, uri)).rejects.toThrow(/socket hang up|ECONNRESET/);
  await until(() => JSON.stringify(world.run.counts()) !== JSON.stringify(before));
  expect((await call(world, uri)).status).toBe(200);
});
