// What the sandbox GitLab serves is what GitLab serves: held against its published document and real answers.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { createFaults } from '../../../../src/sandbox/faults/faults.ts';
import { platformMembers } from '../../../../src/sandbox/forge/acme.ts';
import { eventually } from '../../eventually.ts';
import { acme, type Acme } from '../acme-gitlab.ts';
import { differences } from './differences.ts';
import { publishedTest, readPublished, type Published } from '../../../support/gitlab-document.ts';
import { definitions, describedAs, exceptions, realAnswers, realOf } from './exceptions.ts';
import { asking, tellEverything, type Asked } from './story.ts';

const published = readPublished();
const held = publishedTest(published);
const asked: Asked[] = [];
const platform = {
  path: 'acme/platform',
  members: { ...platformMembers, olga: 'owner' },
  commits: [{ message: 'Begin', author: 'olga', files: { 'README.md': '# Platform\n' } }],
} as const;
let routes: readonly string[] = [];
let world: Acme | null = null;
let close = (): void => undefined;
const received: Received[] = [];

interface Received {
  readonly kind: string;
  readonly action: string;
  readonly payload: object;
}

/** Takes every event in. */
async function listen(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const payload = JSON.parse(Buffer.concat(chunks).toString()) as {
        object_kind: string;
        object_attributes?: { action: string };
      };
      const action = payload.object_attributes?.action ?? '';
      received.push({ kind: payload.object_kind, action, payload });
      response.end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, close: () => void server.close() };
}

beforeAll(async () => {
  if (published === null) return;
  const faults = createFaults();
  world = await acme({ faults, projects: [platform] });
  routes = faults
    .parts()
    .filter(({ service }) => service === 'gitlab')
    .flatMap(({ methods }) => methods.map(({ name }) => name));
  const receiver = await listen();
  close = receiver.close;
  world.gitlab.addHook('acme/platform', { url: receiver.url, token: 'a shared word' });
  await tellEverything(asking(world, asked));
  await eventually(async () => received.some(({ action }) => action === 'merge'));
}, 60_000);

afterAll(async () => {
  await world?.end();
  close();
});

/** Of a route `GET /projects/:id`: what was answered well. */
function answersOf(route: string): readonly Asked[] {
  const [method, path = ''] = route.split(' ');
  const pattern = new RegExp(`^${path.replaceAll(/:[a-z_]+/g, '[^/]+')}$`);
  return asked.filter((one) => one.method === method && pattern.test(one.path) && one.status < 300);
}

/** Everything in which the sandbox is not as published, route by route. */
function found(): readonly string[] {
  if (published === null) return [];
  const told = routes.flatMap((route) => {
    const [method = '', path = ''] = route.split(' ');
    const operation = published.operation(method, path);
    const missing = operation === null ? [`${route} is not documented`] : [];
    const real = published.answers(realAnswers[route] ?? []);
    const shapes = answersOf(route).flatMap(({ status, answer }) => {
      const documented = operation?.responses[String(status)];
      const schema = describedAs[route] ?? documented?.schema ?? null;
      const odd = operation !== null && documented === undefined;
      return [
        ...(odd ? [`${route} answers ${status}`] : []),
        ...differences(answer, { published, schema, real, realOf, definitions, place: route }),
      ];
    });
    return [...missing, ...shapes];
  });
  return [...new Set([...told, ...inEvents(published)])].sort();
}

/** Of what kind each event is. */
const eventKinds: Readonly<Record<string, string>> = {
  push: 'PushEvent',
  tag_push: 'PushEvent',
  merge_request: 'MergeRequestEvent',
  note: 'NoteEvent',
};

function inEvents(from: Published): readonly string[] {
  const against = { published: from, real: [], realOf, definitions };
  return received.flatMap(({ kind, payload }) => {
    const schema = { $ref: `#/definitions/${eventKinds[kind] ?? 'none'}` };
    return differences(payload, { ...against, schema, place: kind });
  });
}

held('the story makes every kind of event', () => {
  const kinds = new Set(received.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(Object.keys(eventKinds).sort());
});

held('the story asks for every route that the sandbox serves', () => {
  expect(routes.length).toBeGreaterThan(80);
  expect(routes.filter((route) => answersOf(route).length === 0)).toEqual([]);
});

held('every route, status, member and type is one of GitLab, or an exception with a reason', () => {
  const known = Object.keys(exceptions);
  expect(found().filter((one) => !known.includes(one))).toEqual([]);
});

held('no exception outlives its difference', () => {
  const differs = found();
  expect(Object.keys(exceptions).filter((one) => !differs.includes(one))).toEqual([]);
});
