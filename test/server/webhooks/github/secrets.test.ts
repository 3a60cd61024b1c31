// While the secret is changed: what counts, and from when on.

import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { freshSecrets } from '../../../../src/server/fresh-secrets.ts';
import { gitHubHooks } from '../../../../src/server/webhooks/github/github.ts';
import { served, watched } from '../../listening.ts';
import { about, APP, send, signed } from './hearing.ts';

const secrets = Array.from({ length: 3 }, () => randomBytes(20).toString('hex'));
const [old = '', fresh = '', other = ''] = secrets;
let written = old;
let now = Date.now();

served(
  'takes the old and the new secret while both are agreed on, without a restart',
  async (server) => {
    const body = JSON.stringify(about({ ref: 'refs/heads/main' }));
    const status = async (secret: string) => {
      const headers = { 'x-hub-signature-256': signed(secret, body) };
      return (await send(server, { event: 'push', payload: body, headers })).status;
    };
    expect([await status(old), await status(fresh)]).toEqual([200, 401]);
    written = `${fresh}\n${old}\n`;
    now += 1_000;
    expect([await status(old), await status(fresh), await status(other)]).toEqual([200, 200, 401]);
    written = fresh;
    now += 1_000;
    expect([await status(old), await status(fresh)]).toEqual([401, 200]);
  },
  {},
  {
    hooks: ({ log }) =>
      gitHubHooks({
        secrets: freshSecrets(
          async () => written,
          () => new Date(now),
        ),
        watched,
        appId: APP,
        log,
      }),
  },
);

served(
  'answers 503 when the secret cannot be read',
  async (server) => {
    expect((await send(server, { event: 'push', payload: {} })).status).toBe(503);
  },
  {},
  {
    hooks: ({ log }) =>
      gitHubHooks({
        secrets: () => Promise.reject(new Error('gone')),
        watched,
        appId: APP,
        log,
      }),
  },
);
