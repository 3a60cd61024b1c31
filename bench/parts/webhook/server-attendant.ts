// A process that takes webhooks: the bot's own door on its own store, or as its floor one bare insert on the same kind of store.

import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { devNull } from 'node:os';
import Fastify, { type FastifyInstance } from 'fastify';
import { createLedger } from '#runway/adapters/postgres/ledger.js';
import { createQueue } from '#runway/adapters/postgres/queue.js';
import type { Sql, Store } from '#runway/adapters/postgres/sql.js';
import { openStore } from '#runway/adapters/postgres/store.js';
import { createLog } from '#runway/cli/log.js';
import { VERSION } from '#runway/cli/version.js';
import { createMetrics } from '#runway/server/metrics/metrics.js';
import { createServer } from '#runway/server/server.js';
import { gitLabHooks } from '#runway/server/webhooks/gitlab/gitlab.js';
import { attend } from '../../process/attendant.ts';
import { PATH, PROJECT } from './payload.ts';

interface Opened {
  readonly store: Store;
  readonly server: FastifyInstance;
  readonly kind: Kind;
}

export type Kind = 'runway' | 'bare';

let opened: Opened | null = null;

export const questions = {
  /** `url` null: the embedded store in `dir`. Answers where it listens and what it takes for the secret. */
  async open(asked: { readonly kind: Kind; readonly url: string | null; readonly dir: string }) {
    const { kind, url, dir } = asked;
    const secret = randomBytes(16).toString('hex');
    const sink = createWriteStream(devNull);
    const log = createLog((line) => void sink.write(line));
    const store = await openStore({ url, dir, log });
    const server = kind === 'runway' ? runway(store.sql, secret) : await bare(store.sql);
    opened = { store, server, kind };
    return { url: await server.listen({ host: '127.0.0.1', port: 0 }), secret };

    function runway(sql: Sql, token: string): FastifyInstance {
      const queue = createQueue(sql);
      const secrets = async () => [token];
      const metrics = createMetrics(VERSION);
      return createServer({
        log,
        health: { queue, stage: () => 'working' },
        metrics: { text: () => metrics.text(), token: secrets },
        api: { queue, ledger: createLedger(sql), token: secrets, poke: () => undefined },
        webhooks: {
          forge: gitLabHooks({
            secrets: { token: secrets, signing: null },
            watched: { project: PROJECT, defaultBranch: 'main' },
            now: () => new Date(),
          }),
          queue,
          log,
          now: () => new Date(),
          observe: metrics.hooked,
          poke: () => undefined,
        },
      });
    }
  },

  /** What lies in the store now. */
  async stored(): Promise<{ readonly deliveries: number; readonly passes: number }> {
    if (opened === null) throw new Error('nothing is open');
    const { store, kind } = opened;
    const count = async (table: string): Promise<number> => {
      const [row] = await store.sql.query<{ n: number }>(
        `select count(*)::integer as n from ${table}`,
      );
      return row?.n ?? 0;
    };
    if (kind === 'bare') return { deliveries: await count('bare'), passes: 0 };
    return { deliveries: await count('deliveries'), passes: await count('passes') };
  },
};

/** The same framework, the same way of reading a body; then one row with its primary key, and nothing else. */
async function bare(sql: Sql): Promise<FastifyInstance> {
  await sql.query(
    `create table bare (id text primary key, key text, at timestamptz not null default clock_timestamp())`,
  );
  const server = Fastify({ logger: false });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) => {
    parsed(null, body);
  });
  const insert = async (id: string): Promise<{ asked: number; seen: boolean }> => {
    await sql.query('insert into bare (id, key) values ($1, $2)', [id, 'review']);
    return { asked: 1, seen: false };
  };
  server.post(PATH, ({ headers }) => insert(String(headers['idempotency-key'])));
  return server;
}

attend(questions, async () => {
  await opened?.server.close();
  await opened?.store.close();
});
