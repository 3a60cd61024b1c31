// Webhooks on their way, in the manner of a forge that repeats and of one that does not.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFaults } from '../../../src/sandbox/faults/faults.ts';
import { createDeliveries, type Deliveries } from '../../../src/sandbox/forge/hooks/deliveries.ts';
import type { Manner } from '../../../src/sandbox/forge/hooks/manner.ts';
import { quiet } from '../gitlab/acme-gitlab.ts';
import { until } from '../../support/until.ts';

const receiver = { id: 7 };
let dir: string;
let server: Server;
let heard: string[];
let statuses: number[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sandbox-deliveries-'));
  heard = [];
  statuses = [];
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      heard.push(String(request.headers['x-event']));
      response.writeHead(statuses.shift() ?? 200).end('said');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
});

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await rm(dir, { recursive: true, force: true });
});

const heardSoMany = (count: number): Promise<unknown> =>
  until(
    () => Promise.resolve(heard.length),
    (length) => length === count,
  );

const tried = (sent: Deliveries<typeof receiver>, count: number): Promise<unknown> =>
  until(
    () => Promise.resolve(sent.attempts(receiver).length),
    (length) => length === count,
  );

function deliveries(retryMs: number | null, faults = createFaults()): Deliveries<typeof receiver> {
  let id = 0;
  const manner: Manner<typeof receiver> = {
    about: 'a test',
    methods: [{ name: 'told' }],
    method: () => 'told',
    where: (_receiver, { event }) => ({ action: event }),
    request: (_receiver, { event, payload }) => ({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      headers: { 'x-event': event },
      body: JSON.stringify(payload),
    }),
    retryMs,
  };
  return createDeliveries({
    dir,
    log: quiet,
    manner,
    receivers: () => [receiver],
    nextId: () => (id += 1),
    faults,
  });
}

test('a forge that repeats tries until it arrives, and keeps the order', async () => {
  const sent = deliveries(1);
  statuses = [500, 503];
  sent.enqueue(receiver, 'first', {});
  sent.enqueue(receiver, 'second', {});
  await heardSoMany(4);
  await sent.stop();
  expect(heard).toEqual(['first', 'first', 'first', 'second']);
});

test('a forge that does not repeat goes on, remembers, and sends again when asked', async () => {
  const sent = deliveries(null);
  statuses = [500];
  sent.enqueue(receiver, 'first', {});
  sent.enqueue(receiver, 'second', {});
  await tried(sent, 2);
  const [second, first] = sent.attempts(receiver);
  if (first === undefined) throw new Error('nothing was tried');
  sent.again(receiver, first.delivery);
  await tried(sent, 3);
  const [again] = sent.attempts(receiver);
  await sent.stop();
  expect([first.status, second?.status, again?.status]).toEqual([500, 200, 200]);
  expect(heard).toEqual(['first', 'second', 'first']);
  expect(again?.delivery).toMatchObject({ uuid: first.delivery.uuid, again: true });
  expect(first.answer.body).toBe('said');
});

test('what gets lost on the way is remembered where it can be asked for again', async () => {
  const faults = createFaults();
  const sent = deliveries(null, faults);
  faults.add({
    service: 'webhooks',
    method: 'told',
    fault: { drop: true },
    times: 1,
    share: null,
    where: {},
  });
  sent.enqueue(receiver, 'first', {});
  await tried(sent, 1);
  await sent.stop();
  expect(heard).toEqual([]);
  expect(sent.attempts(receiver)[0]?.status).toBeNull();
});

test('what an earlier run left is sent by the next', async () => {
  const stopped = deliveries(null);
  await stopped.stop();
  stopped.enqueue(receiver, 'left', {});
  const sent = deliveries(null);
  sent.resume();
  await heardSoMany(1);
  await sent.stop();
  expect(heard).toEqual(['left']);
});
