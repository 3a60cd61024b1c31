import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { expect, test } from '@jest/globals';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';

test.each(['localhost', '127.0.0.1', 'run.googleapis.com'])(
  'a client that trusts the authority accepts its server as %s',
  async (name) => {
    const { ca, cert, key } = await createAuthority(mkdtempSync(join(tmpdir(), 'tls-')));
    const server = createServer({ cert, key }, (socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const authorized = await new Promise((resolve, reject) => {
      const names = name === '127.0.0.1' ? {} : { servername: name };
      const socket = connect({ port, host: '127.0.0.1', ca, ...names }, () => {
        resolve(socket.authorized);
        socket.destroy();
      });
      socket.once('error', reject);
    });
    server.close();
    expect(authorized).toBe(true);
  },
);

test('is made once and kept', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tls-'));
  const first = await createAuthority(dir);
  expect(await createAuthority(dir)).toEqual(first);
  expect((await createAuthority(mkdtempSync(join(tmpdir(), 'tls-')))).ca).not.toBe(first.ca);
});
