// The Admin API as the vendor's own client sees it.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exitsAtStart, webServer } from '../images.ts';
import type { Service, World } from '../world.ts';
import { call, create, PARENT, read, service, startWorld, update } from '../world.ts';

let world: World;
let one: string;
let two: string;
let broken: string;

beforeAll(async () => {
  world = await startWorld();
  one = await world.registry.push('acme-dev/web', webServer('1'));
  two = await world.registry.push('acme-dev/web', webServer('2'));
  broken = await world.registry.push('acme-dev/web', exitsAtStart());
});

afterAll(async () => {
  await world.close();
});

const refusal = (code: number, message: string): object => ({
  code,
  details: expect.stringContaining(message),
});

test('creates a service that serves, and fills in what was left out', async () => {
  const made = await create(world, 'hello', service(one));
  expect(made).toMatchObject({
    name: `${PARENT}/services/hello`,
    generation: '1',
    observedGeneration: '1',
    reconciling: false,
    ingress: 'INGRESS_TRAFFIC_ALL',
    launchStage: 'GA',
    creator: 'runway-bot@acme-dev.iam.gserviceaccount.com',
    terminalCondition: { type: 'Ready', state: 'CONDITION_SUCCEEDED' },
    traffic: [{ type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST', percent: 100 }],
    trafficStatuses: [{ type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST', percent: 100 }],
    template: {
      timeout: { seconds: '300' },
      maxInstanceRequestConcurrency: 80,
      scaling: { maxInstanceCount: 100 },
      serviceAccount: expect.stringMatching(/^\d{12}-compute@developer.gserviceaccount.com$/),
      containers: [
        {
          image: one,
          ports: [{ name: 'http1', containerPort: 8080 }],
          resources: { limits: { cpu: '1000m', memory: '512Mi' }, cpuIdle: true },
          startupProbe: { timeoutSeconds: 240, periodSeconds: 240, failureThreshold: 1 },
        },
      ],
    },
  });
  expect(made.uri).toMatch(/^https:\/\/hello-[a-z2-7]{10}-ue\.a\.run\.app$/);
  expect(made.latestReadyRevision).toMatch(/\/revisions\/hello-00001-[a-z]{3}$/);
  expect(made.latestCreatedRevision).toBe(made.latestReadyRevision);
  const answer = await call(world, made.uri ?? '');
  expect(answer.json).toMatchObject({
    version: '1',
    service: 'hello',
    revision: made.latestReadyRevision?.split('/').at(-1),
    greeting: 'from the image',
  });
});

test('a changed template makes a revision, a changed label does not', async () => {
  const made = await create(world, 'changes', service(one));
  const labelled = await update(world, { name: made.name ?? '', labels: { team: 'a' } }, [
    'labels',
  ]);
  expect(labelled.latestCreatedRevision).toBe(made.latestCreatedRevision);
  expect(labelled).toMatchObject({ generation: '2', labels: { team: 'a' } });
  expect(labelled.etag).not.toBe(made.etag);
  const template = { ...made.template, containers: [{ image: two }] };
  const changed = await update(world, { name: made.name ?? '', template }, ['template']);
  expect(changed.latestReadyRevision).toMatch(/changes-00002-[a-z]{3}$/);
  expect(changed.labels).toEqual({ team: 'a' });
  expect((await call(world, made.uri ?? '')).json.version).toBe('2');
  const [revisions] = await world.revisions.listRevisions({ parent: made.name ?? '' });
  expect(revisions).toHaveLength(2);
});

test('a nested path of the mask changes that field alone', async () => {
  const made = await create(world, 'nested', service(one, { labels: { keep: 'me' } }));
  const scaled = await update(
    world,
    { name: made.name ?? '', scaling: { minInstanceCount: 2 }, labels: { other: 'x' } },
    ['scaling.min_instance_count'],
  );
  expect(scaled).toMatchObject({ scaling: { minInstanceCount: 2 }, labels: { keep: 'me' } });
  await expect(update(world, { name: made.name ?? '' }, ['colour'])).rejects.toMatchObject(
    refusal(3, 'colour'),
  );
});

test('a revision that does not start gets no traffic and says why, the old one serves on', async () => {
  const made = await create(world, 'fails', service(one));
  const next = service(broken, { name: made.name ?? '' });
  await expect(update(world, next, [])).rejects.toMatchObject({
    code: 9,
    message: expect.stringContaining('failed to start and listen on the port'),
  });
  const after = await read(world, 'fails');
  expect(after.latestReadyRevision).toBe(made.latestReadyRevision);
  expect(after.latestCreatedRevision).not.toBe(made.latestReadyRevision);
  expect(after.terminalCondition).toMatchObject({
    state: 'CONDITION_FAILED',
    reason: 'REVISION_FAILED',
    message: expect.stringMatching(
      /^Revision 'fails-00002-[a-z]{3}' is not ready and cannot serve traffic\./,
    ),
  });
  expect((await call(world, made.uri ?? '')).json.version).toBe('1');
  expect(world.run.logs(after.latestCreatedRevision ?? '', 5)).toEqual(['no database']);
  const [failed] = await world.revisions.getRevision({ name: after.latestCreatedRevision ?? '' });
  expect(failed.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    state: 'CONDITION_FAILED',
    revisionReason: 'HEALTH_CHECK_CONTAINER_ERROR',
  });
});

test('an image that is not there fails the revision in the words of the vendor', async () => {
  const image = `${one.split('@')[0]}@sha256:${'0'.repeat(64)}`;
  await expect(create(world, 'absent', service(image))).rejects.toMatchObject({
    code: 5,
    message: expect.stringContaining(`Image '${image}' not found.`),
  });
  const found = await read(world, 'absent');
  expect(found).toMatchObject({ trafficStatuses: [], latestReadyRevision: '' });
  expect((await call(world, found.uri ?? '')).status).toBe(503);
});

test('a startup probe over HTTP decides whether the revision is ready', async () => {
  const probed = (path: string): NonNullable<Service['template']> => ({
    containers: [
      { image: one, startupProbe: { httpGet: { path }, failureThreshold: 1, periodSeconds: 1 } },
    ],
  });
  const made = await create(world, 'probed', service(one, { template: probed('/healthz') }));
  expect(made.terminalCondition?.state).toBe('CONDITION_SUCCEEDED');
  const next = service(one, { name: made.name ?? '', template: probed('/broken') });
  await expect(update(world, next, [])).rejects.toMatchObject({ code: 9 });
  expect((await call(world, made.uri ?? '')).status).toBe(200);
});

test('a program that never listens fails when its time is over', async () => {
  const image = await world.registry.push('acme-dev/deaf', {
    layers: [[{ name: 'app/run.sh', text: '#!/bin/sh\nexec sleep 60\n', mode: 0o755 }]],
    entrypoint: ['/app/run.sh'],
  });
  const startupProbe = { tcpSocket: {}, failureThreshold: 1, periodSeconds: 1 };
  const wanted = service(image, { template: { containers: [{ image, startupProbe }] } });
  await expect(create(world, 'deaf', wanted)).rejects.toMatchObject({ code: 9 });
  expect(world.run.running().filter((name) => name.includes('/deaf/'))).toEqual([]);
});

test('a traffic change leaves the time of the configuration alone, and moves back and forth', async () => {
  const template = (revision: string, image: string): NonNullable<Service['template']> => ({
    revision,
    containers: [{ image }],
  });
  const made = await create(world, 'back', service(one, { template: template('back-a', one) }));
  const name = made.name ?? '';
  await update(world, { name, template: template('back-b', two) }, ['template']);
  const again = await update(world, { name, template: template('back-a', one) }, ['template']);
  expect(again.latestReadyRevision).toBe(`${name}/revisions/back-a`);
  expect((await call(world, made.uri ?? '')).json.revision).toBe('back-a');
  const type = 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION';
  const moved = await update(
    world,
    { name, traffic: [{ type, revision: 'back-b', percent: 100 }] },
    ['traffic'],
  );
  const time = (from: Service, of: string): unknown =>
    from.conditions?.find(({ type: found }) => found === of)?.lastTransitionTime;
  expect(time(moved, 'ConfigurationsReady')).toEqual(time(again, 'ConfigurationsReady'));
  expect(time(moved, 'RoutesReady')).not.toEqual(time(again, 'RoutesReady'));
  const unnamed = await update(world, { name, template: { containers: [{ image: two }] } }, [
    'template',
  ]);
  expect(unnamed.latestCreatedRevision).toMatch(/back-00003-[a-z]{3}$/);
});

test('a named revision is made once: the same content is reused, other content is a conflict', async () => {
  const template = { revision: 'named-a-1', containers: [{ image: one }] };
  const target = {
    type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION',
    revision: 'named-a-1',
    percent: 100,
  } as const;
  const made = await create(world, 'named', {
    template,
    traffic: [target],
    invokerIamDisabled: true,
  });
  expect(made.template?.revision).toBe('named-a-1');
  expect(made.trafficStatuses).toMatchObject([{ revision: 'named-a-1', percent: 100 }]);
  const back = { ...made.template, containers: [{ image: two }] };
  await expect(
    update(world, { name: made.name ?? '', template: back }, ['template']),
  ).rejects.toMatchObject(
    refusal(6, "Revision named 'named-a-1' with different configuration already exists."),
  );
  const again = await update(world, { ...made, description: 'same template' }, []);
  expect(again.latestCreatedRevision).toBe(made.latestCreatedRevision);
});

test('splits traffic between revisions and gives a tag its own address', async () => {
  const made = await create(
    world,
    'split',
    service(one, { template: { revision: 'split-a', containers: [{ image: one }] } }),
  );
  const named = (revision: string, percent: number, tag = ''): object => ({
    type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION',
    revision,
    percent,
    tag,
  });
  const shifted = await update(
    world,
    {
      name: made.name ?? '',
      template: { revision: 'split-b', containers: [{ image: two }] },
      traffic: [named('split-a', 100), named('split-b', 0, 'next')],
    },
    ['template', 'traffic'],
  );
  expect(shifted.trafficStatuses).toMatchObject([
    { revision: 'split-a', percent: 100 },
    { revision: 'split-b', percent: 0, tag: 'next', uri: `https://next---${made.uri?.slice(8)}` },
  ]);
  expect((await call(world, made.uri ?? '')).json.version).toBe('1');
  expect((await call(world, shifted.trafficStatuses?.[1]?.uri ?? '')).json.version).toBe('2');
  await expect(
    update(world, { name: made.name ?? '', traffic: [named('split-z', 100)] as never }, [
      'traffic',
    ]),
  ).rejects.toMatchObject({ code: 5, message: "Revision 'split-z' does not exist or is deleted." });
  expect((await call(world, made.uri ?? '')).json.version).toBe('1');
});

test('refuses a stale etag, and a name that is taken or not there', async () => {
  const made = await create(world, 'etags', service(one));
  await update(world, { name: made.name ?? '', description: 'a' }, ['description']);
  await expect(
    update(world, { name: made.name ?? '', description: 'b', etag: made.etag ?? '' }, [
      'description',
    ]),
  ).rejects.toMatchObject(refusal(10, "Conflict for resource 'etags': version '"));
  await expect(create(world, 'etags', service(one))).rejects.toMatchObject(
    refusal(6, "Resource 'etags' already exists."),
  );
  await expect(read(world, 'nobody')).rejects.toMatchObject(
    refusal(
      5,
      "Resource 'nobody' of kind 'SERVICE' in region 'us-east1' in project 'acme-dev' does not exist.",
    ),
  );
  await expect(
    world.services.deleteService({ name: made.name ?? '', etag: made.etag ?? '' }),
  ).rejects.toMatchObject({ code: 10 });
});

test('validates without changing anything', async () => {
  const [operation] = await world.services.createService({
    parent: PARENT,
    serviceId: 'rehearsed',
    service: service(one),
    validateOnly: true,
  });
  const [answer] = await operation.promise();
  expect(answer.template?.containers?.[0]?.resources?.limits).toEqual({
    cpu: '1000m',
    memory: '512Mi',
  });
  await expect(read(world, 'rehearsed')).rejects.toMatchObject({ code: 5 });
});

test('creates what is missing where the caller allows it', async () => {
  const [operation] = await world.services.updateService({
    service: service(one, { name: `${PARENT}/services/upserted` }),
    allowMissing: true,
  });
  await operation.promise();
  expect(await read(world, 'upserted')).toMatchObject({ generation: '1' });
});

test('lists in pages', async () => {
  await create(world, 'page-a', service(one));
  await create(world, 'page-b', service(one));
  const options = { autoPaginate: false };
  const [first, , response] = await world.services.listServices(
    { parent: PARENT, pageSize: 1 },
    options,
  );
  expect(first).toHaveLength(1);
  const pageToken = response?.nextPageToken ?? '';
  const [second] = await world.services.listServices(
    { parent: PARENT, pageSize: 1, pageToken },
    options,
  );
  expect(second[0]?.name).not.toBe(first[0]?.name);
  const [all] = await world.services.listServices({ parent: PARENT });
  expect(all.map(({ name }) => name)).toEqual(
    expect.arrayContaining([`${PARENT}/services/page-a`, `${PARENT}/services/page-b`]),
  );
});

test.each([
  [
    'a sum other than 100',
    { traffic: [{ type: 'TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST', percent: 90 }] },
    'must sum to 100',
  ],
  [
    'a system annotation',
    { annotations: { 'run.googleapis.com/ingress': 'all' } },
    'reserved for the system',
  ],
  ['a label in capitals', { labels: { Team: 'a' } }, "Invalid label key 'Team'"],
  [
    'a reserved variable',
    { container: { env: [{ name: 'PORT', value: '1' }] } },
    'reserved env names were provided: PORT',
  ],
  [
    'too little memory',
    { container: { resources: { limits: { cpu: '4', memory: '1Gi' } } } },
    'For 4.0 CPU, memory must be between 2Gi and 16Gi inclusive.',
  ],
  [
    'three CPUs',
    { container: { resources: { limits: { cpu: '3' } } } },
    'Invalid value specified for cpu',
  ],
  ['a timeout over an hour', { template: { timeout: { seconds: 4000 } } }, 'template.timeout'],
  [
    'too many requests at once',
    { template: { maxInstanceRequestConcurrency: 2000 } },
    'between 1 and 1000',
  ],
  ['a foreign revision name', { template: { revision: 'other-1' } }, "Expected prefix 'refused-'"],
])('refuses %s', async (_, { container, template, ...more }: Record<string, unknown>, message) => {
  const wanted = service(one, {
    ...more,
    template: { containers: [{ image: one, ...(container as object) }], ...(template as object) },
  });
  await expect(create(world, 'refused', wanted)).rejects.toMatchObject(refusal(3, message));
});

test('deletes a service, and a revision only when nothing needs it', async () => {
  const made = await create(world, 'removed', service(one));
  const changed = await update(world, service(two, { name: made.name ?? '' }), []);
  await expect(
    world.revisions.deleteRevision({ name: changed.latestCreatedRevision ?? '' }),
  ).rejects.toMatchObject({ code: 9 });
  const [removal] = await world.revisions.deleteRevision({
    name: made.latestCreatedRevision ?? '',
  });
  await removal.promise();
  const [operation] = await world.services.deleteService({ name: made.name ?? '' });
  await operation.promise();
  await expect(read(world, 'removed')).rejects.toMatchObject({ code: 5 });
  expect((await call(world, made.uri ?? '')).status).toBe(404);
});

test('lets in only known callers, projects and regions', async () => {
  const elsewhere = 'projects/other/locations/us-east1/services/x';
  await expect(world.services.getService({ name: elsewhere })).rejects.toMatchObject(
    refusal(7, "Permission 'run.services.get' denied on resource"),
  );
  await expect(
    world.services.getService({ name: 'projects/acme-dev/locations/moon-1/services/x' }),
  ).rejects.toMatchObject(refusal(7, "'locations/moon-1'"));
  await expect(
    world.services.listServices({ parent: 'projects/acme-dev/locations/-' }),
  ).rejects.toMatchObject({ code: 3 });
  const stranger = await world.as(`${world.token}x`);
  await expect(stranger.getService({ name: `${PARENT}/services/x` })).rejects.toMatchObject(
    refusal(16, 'invalid authentication credentials'),
  );
  await stranger.close();
});
