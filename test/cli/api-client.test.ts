// What commands say when the bot answers, but not with what was asked for.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { about, askBot } from '../../src/cli/api-client.ts';
import type { LoadedSettings } from '../../src/cli/settings.ts';

test.each([
  [401, 'never', /server\.readToken/],
  [404, 'never', /same version/],
  [503, 'later', /^It cannot look just now.*http:\S+\/readyz says why/],
])('a bot that answers %i is told with what to do', async (status, retry, hint) => {
  const server = createServer((_request, response) => response.writeHead(status).end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const loaded = {
    settings: { server: { port, url, readToken: { env: 'X' } } },
    secret: () => Promise.resolve('a-token'),
  } as unknown as LoadedSettings;

  await expect(askBot(loaded, 'GET', '/api/passes')).rejects.toMatchObject({
    code: 'RUNWAY_BOT_REFUSED',
    retry,
    hint: expect.stringMatching(hint),
  });
  server.close();
});

test('a bot is always told which program is asked about, and never answers for the other', () => {
  expect(about('reconciler', '/api/passes')).toBe('/api/passes?program=reconciler');
  expect(about('provisioner', '/api/targets/dev/checkout?limit=20')).toBe(
    '/api/targets/dev/checkout?limit=20&program=provisioner',
  );
});
