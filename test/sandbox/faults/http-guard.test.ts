// Delays where clients are quicker than the server: the next request is there before the last answer is over.

import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { createFaults, type Faults } from '../../../src/sandbox/faults/faults.ts';
import { guarded, type HttpSeen } from '../../../src/sandbox/faults/http-guard.ts';

let server: Server;
afterEach(() => void server.close());

interface Running {
  readonly faults: Faults;
  readonly port: number;
  /** Ends the answer to `/first`. */
  readonly answerFirst: Promise<() => void>;
}

/** `/first` is answered when the test says so; `/second` at once, and faults strike it alone. */
async function running(): Promise<Running> {
  const faults = createFaults();
  const door = faults.door({
    service: 'part',
    about: 'A part.',
    protocol: 'http',
    effects: ['status', 'drop', 'loseAnswer'],
    where: [],
    methods: [{ name: 'GET /second' }],
  });
  const seen: HttpSeen = {
    door,
    method: 'GET /second',
    where: {},
    refusal: () => ({ type: 'text/plain', body: 'no' }),
  };
  let hand: (answer: () => void) => void = () => undefined;
  const answerFirst = new Promise<() => void>((resolve) => {
    hand = resolve;
  });
  server = createServer(
    guarded(
      ({ url }) => (url === '/second' ? seen : null),
      (request, response) => {
        if (request.url === '/first') hand(() => response.end('the first'));
        else response.end('the second');
      },
    ),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { faults, port: (server.address() as AddressInfo).port, answerFirst };
}

const late = { service: 'part', method: 'GET /second', fault: { delayMs: 20 } };

test('an answer that is held back comes after the one that is still under way', async () => {
  const { answerFirst, faults, port } = await running();
  const { id } = faults.add({ ...late, times: 1, share: null, where: {} });
  const client = connect(port, '127.0.0.1');
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
  client.write(request('/first') + request('/second'));
  (await answerFirst)();
  let said = '';
  for await (const chunk of client.setEncoding('utf8')) {
    said += String(chunk);
    if (said.includes('the second')) break;
  }
  expect(said.indexOf('the first')).toBeGreaterThan(-1);
  expect(said.indexOf('the second')).toBeGreaterThan(said.indexOf('the first'));
  expect(faults.find(id)?.struck).toBe(1);
});

test('where the connection ends first, nothing is done and nobody is harmed', async () => {
  const { answerFirst, faults, port } = await running();
  const { id } = faults.add({ ...late, times: 1, share: null, where: {} });
  const client = connect(port, '127.0.0.1');
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
  client.write(request('/first') + request('/second'));
  await answerFirst;
  client.destroy();
  const again = await fetch(`http://127.0.0.1:${port}/second`);
  expect(await again.text()).toBe('the second');
  expect(faults.find(id)).toMatchObject({ struck: 0, left: 0 });
});
