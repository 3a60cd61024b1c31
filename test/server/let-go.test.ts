// A stop of the bot does not wait for connections that clients keep open.

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { createMemoryLedger } from '../../src/adapters/memory/ledger.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { silentLog } from '../../src/cli/log.ts';
import { createServer } from '../../src/server/server.ts';
import { gitLabHooks } from '../../src/server/webhooks/gitlab/gitlab.ts';
import { createStillClock } from '../support/world/clock.ts';

test('a request that trickles in does not hold up the stop', async () => {
  const clock = createStillClock();
  const queue = createMemoryQueue(clock);
  const secret = async (): Promise<readonly string[]> => ['secret'];
  const poke = (): void => undefined;
  const server = createServer({
    api: { queue, ledger: createMemoryLedger(clock), token: secret, poke },
    webhooks: {
      forge: gitLabHooks({
        secrets: { token: secret, signing: null },
        watched: { project: 'acme/platform', defaultBranch: 'main' },
        now: () => new Date(),
      }),
      queue,
      log: silentLog,
      now: () => new Date(),
      poke,
    },
    health: { queue, stage: () => 'working' },
    metrics: { text: async () => '', token: null },
    log: silentLog,
    requestMs: 300,
  });
  const { port } = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
  const client = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  client.write('POST /webhooks/gitlab HTTP/1.1\r\nhost: x\r\ncontent-length: 9000\r\n');
  client.write('x-gitlab-token: secret\r\ncontent-type: application/json\r\n\r\n{');
  await once(server.server, 'request');
  const trickle = setInterval(() => client.write(' '), 50);
  const stopped = server.close();

  const waited = new Promise((resolve) => setTimeout(resolve, 3_000, 'still open').unref());
  expect(await Promise.race([stopped.then(() => 'closed'), waited])).toBe('closed');
  clearInterval(trickle);
  client.destroy();
});
