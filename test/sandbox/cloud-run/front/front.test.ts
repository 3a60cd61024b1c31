// Real requests through the front door, with every way of running revisions that this machine has.

import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { detectIsolation } from '../../../../src/sandbox/cloud-run/containers/isolation.ts';
import { http2Server, webServer } from '../images.ts';
import type { Service, World } from '../world.ts';
import { call, create, service, startWorld, until, update } from '../world.ts';

const detected = await detectIsolation();
const ways = detected === 'plain' ? (['plain'] as const) : (['plain', detected] as const);

/** Always the same sequence, evenly spread over [0, 1). */
function seeded(): () => number {
  const state = { value: 1 };
  return () => {
    state.value = (state.value * 48271) % 2147483647;
    return state.value / 2147483647;
  };
}

describe.each(ways)('as %s processes', (isolation) => {
  let world: World;
  let made: Service;
  let two: string;

  beforeAll(async () => {
    world = await startWorld({ isolation, random: seeded() });
    const one = await world.registry.push('acme-dev/web', webServer('1'));
    two = await world.registry.push('acme-dev/web', webServer('2'));
    made = await create(world, 'front', service(one, { template: named('front-a', one) }));
  });

  afterAll(async () => {
    await world.close();
  });

  test('runs the program in its working directory with its environment', async () => {
    const env = [{ name: 'GREETING', value: 'from the template' }];
    const wanted = service(two, { template: { containers: [{ image: two, env }] } });
    const { uri } = await create(world, 'environment', wanted);
    const { json } = await call(world, uri ?? '');
    expect(json).toMatchObject({ greeting: 'from the template', service: 'environment' });
    expect(json.cwd).toMatch(isolation === 'plain' ? /\/images\/[0-9a-f]{64}\/app$/ : /^\/app$/);
  });

  test('splits requests by the traffic table and counts them', async () => {
    const traffic = [share('front-a', 90), share('front-b', 10)];
    const name = made.name ?? '';
    await update(world, { name, template: named('front-b', two), traffic }, [
      'template',
      'traffic',
    ]);
    const seen = { 1: 0, 2: 0 };
    for (let i = 0; i < 400; i += 1) {
      const { json } = await call(world, made.uri ?? '');
      seen[json.version === '1' ? 1 : 2] += 1;
    }
    expect(seen[2]).toBeGreaterThan(20);
    expect(seen[2]).toBeLessThan(60);
    const counts = world.run.counts();
    expect(counts[`${name}/revisions/front-b`]).toEqual({ 200: seen[2] });
  });

  test('answers under a name that browsers find on this machine', async () => {
    const { port } = new URL(world.run.front);
    const answer = await call(world, `${made.uri}.localhost:${port}`);
    expect(answer.status).toBe(200);
  });

  test('streams bodies both ways and passes upgraded connections on', async () => {
    const body = 'x'.repeat(300_000);
    const echoed = await call(world, made.uri ?? '', { method: 'POST', body });
    expect(echoed.text).toBe(body);
    const { port } = new URL(world.run.front);
    const host = made.uri?.replace('https://', '') ?? '';
    const socket = connect({ port: Number(port), host: '127.0.0.1' });
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`);
    const received = { text: '' };
    socket.on('data', (chunk: Buffer) => {
      received.text += chunk.toString();
    });
    await until(() => received.text.includes('\r\n\r\n'));
    socket.write('ping');
    await until(() => received.text.endsWith('ping'));
    socket.destroy();
    expect(received.text).toMatch(/^HTTP\/1\.1 101 /);
  });

  test('starts a revision again that has ended by itself', async () => {
    const wanted = service(two, { template: { containers: [{ image: two }] } });
    const { latestReadyRevision, uri } = await create(world, 'crashes', wanted);
    expect((await call(world, uri ?? '', { path: '/exit' })).status).toBe(503);
    await until(() => world.run.running().includes(latestReadyRevision ?? ''));
    await until(async () => (await call(world, uri ?? '')).status === 200);
  });

  test('no request fails while traffic moves and the old revision is stopped', async () => {
    const moving = await create(
      world,
      'moving',
      service(two, { template: named('moving-a', two) }),
    );
    const name = moving.name ?? '';
    const statuses = new Map<number, number>();
    const over = new AbortController();
    const callers = Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) {
        const { status } = await call(world, moving.uri ?? '');
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    const next = { ...named('moving-b', two), labels: { next: 'yes' } };
    await update(world, { name, template: next }, ['template']);
    await until(() => !world.run.running().includes(`${name}/revisions/moving-a`));
    over.abort();
    await Promise.all(callers);
    expect([...statuses.keys()]).toEqual([200]);
    expect(statuses.get(200)).toBeGreaterThan(10);
  });

  test('replaces a revision whose liveness probe fails', async () => {
    const livenessProbe = { httpGet: { path: '/alive' }, periodSeconds: 1, failureThreshold: 1 };
    const wanted = service(two, { template: { containers: [{ image: two, livenessProbe }] } });
    const { uri } = await create(world, 'lively', wanted);
    const first = (await call(world, uri ?? '')).json.born;
    await call(world, uri ?? '', { path: '/sicken' });
    await until(async () => {
      const { json, status } = await call(world, uri ?? '');
      return status === 200 && json.born !== first;
    });
  });

  test('speaks HTTP/2 to a container that wants it', async () => {
    const image = await world.registry.push('acme-dev/h2', http2Server());
    const containers = [{ image, ports: [{ name: 'h2c', containerPort: 8080 }] }];
    const { uri } = await create(world, 'modern', service(image, { template: { containers } }));
    const answer = await call(world, uri ?? '', { method: 'POST', body: 'ping', path: '/echo' });
    expect(answer).toMatchObject({ status: 200, text: 'POST /echo ping' });
  });

  test('gives up on a request after the time that the template allows', async () => {
    const template = { timeout: { seconds: 1 }, containers: [{ image: two }] };
    const { uri } = await create(world, 'slow', service(two, { template }));
    const answer = await call(world, uri ?? '', { path: '/slow' });
    expect(answer).toMatchObject({ status: 504, text: 'upstream request timeout' });
  });

  test('stops what gets no traffic, and starts it when it is asked for', async () => {
    const name = made.name ?? '';
    const tagged = { ...share('front-a', 0), tag: 'old' };
    await update(world, { name, traffic: [share('front-b', 100)] }, ['traffic']);
    const gone = `${name}/revisions/front-a`;
    await until(() => !world.run.running().includes(gone));
    await update(world, { name, traffic: [share('front-b', 100), tagged] }, ['traffic']);
    const answer = await call(world, `https://old---${made.uri?.slice(8)}`);
    expect(answer.json.revision).toBe('front-a');
  });
});

describe('who may come in', () => {
  let world: World;
  let image: string;

  beforeAll(async () => {
    world = await startWorld();
    image = await world.registry.push('acme-dev/web', webServer('1'));
  });

  afterAll(async () => {
    await world.close();
  });

  test('an unknown host is not found', async () => {
    const answer = await call(world, 'https://nobody-aaaaaaaaaa-ue.a.run.app');
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('Page not found');
  });

  test('an internal service is not found from outside', async () => {
    const wanted = service(image, { ingress: 'INGRESS_TRAFFIC_INTERNAL_ONLY' });
    const { uri } = await create(world, 'internal', wanted);
    expect((await call(world, uri ?? '')).status).toBe(404);
  });

  test('nothing runs on for a service that nobody can reach', async () => {
    const wanted = service(image, { ingress: 'INGRESS_TRAFFIC_INTERNAL_ONLY' });
    const { latestReadyRevision } = await create(world, 'lonely', wanted);
    await until(() => !world.run.running().includes(latestReadyRevision ?? ''));
  });

  test('a service that checks its callers lets everybody in by an open invoker grant', async () => {
    const wanted = service(image, { invokerIamDisabled: false });
    const { name, uri } = await create(world, 'private', wanted);
    expect((await call(world, uri ?? '')).status).toBe(403);
    const resource = name ?? '';
    const [policy] = await world.services.getIamPolicy({ resource });
    const bindings = [{ role: 'roles/run.invoker', members: ['allUsers'] }];
    await world.services.setIamPolicy({ resource, policy: { ...policy, bindings } });
    expect((await call(world, uri ?? '')).status).toBe(200);
  });
});

function named(revision: string, image: string): NonNullable<Service['template']> {
  return { revision, containers: [{ image }] };
}

function share(revision: string, percent: number) {
  return { type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION' as const, revision, percent };
}
