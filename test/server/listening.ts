// The bot's HTTP side on loopback, with everything behind it in memory.

import { randomBytes } from 'node:crypto';
import { test } from '@jest/globals';
import { createMemoryLedger } from '../../src/adapters/memory/ledger.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Queue } from '../../src/ports/queue.ts';
import { currentTrace } from '../../src/ports/trace.ts';
import type { Stage } from '../../src/server/health.ts';
import { type Metrics, createMetrics } from '../../src/server/metrics/metrics.ts';
import { createServer } from '../../src/server/server.ts';
import { createLog } from '../../src/cli/log.ts';
import type { ForgeHooks } from '../../src/server/webhooks/forge-hooks.ts';
import { gitLabHooks } from '../../src/server/webhooks/gitlab/gitlab.ts';
import type { WebhookSecrets } from '../../src/server/webhooks/gitlab/admission.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
}

export interface Listening {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly queue: Queue;
  readonly ledger: Ledger;
  /** For the read API. */
  readonly token: string;
  /** What the forge knows webhooks by. */
  readonly secret: string;
  /** What was logged and asked for, each with the trace that it had. */
  readonly traced: readonly { readonly what: string; readonly trace: string | null }[];
  /** The log as the bot writes it. */
  readonly lines: readonly string[];
  /** From now on other secrets of GitLab count. */
  agreeOn(secrets: Partial<WebhookSecrets>): void;
  readonly metrics: Metrics;
  /** What the worker does from now on. */
  become(stage: Stage): void;
  /** How often the worker was woken. */
  pokes(): number;
  /** `review:7`, … of all passes that are asked for. */
  asked(): Promise<readonly string[]>;
  call(
    method: 'GET' | 'POST',
    path: string,
    sent?: { readonly headers?: Record<string, string>; readonly body?: string },
  ): Promise<Answer>;
}

const clock = { now: () => new Date(), sleep: async () => undefined };

interface Serving {
  readonly requestMs?: number;
  /** In place of GitLab's. */
  readonly hooks?: (parts: { readonly secret: string; readonly log: Log }) => Promise<ForgeHooks>;
}

export const watched = { project: 'acme/platform', defaultBranch: 'main' };

/** A test with a server of its own. `changes` stand in place of parts of the queue. */
export function served(
  name: string,
  tell: (server: Listening) => Promise<void>,
  changes: Partial<Queue> = {},
  { requestMs = 10_000, hooks }: Serving = {},
): void {
  test(name, async () => {
    const traced: { what: string; trace: string | null }[] = [];
    const note = (what: string): void => void traced.push({ what, trace: currentTrace() });
    const lines: string[] = [];
    const log = noted(
      createLog((line) => void lines.push(line)),
      note,
    );
    const queue: Queue = { ...noting(createMemoryQueue(clock), note), ...changes };
    const ledger = createMemoryLedger(clock);
    const [token, secret] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    let stage: Stage = 'working';
    const metrics = createMetrics('1.2.3');
    metrics.watch({ queue, ledger });
    let pokes = 0;
    const poke = (): void => void (pokes += 1);
    let secrets: WebhookSecrets = { token: async () => [secret], signing: null };
    const gitlab = {
      get token() {
        return secrets.token;
      },
      get signing() {
        return secrets.signing;
      },
    };
    const forge =
      (await hooks?.({ secret, log })) ??
      gitLabHooks({ secrets: gitlab, watched, now: () => new Date() });
    const server = createServer({
      api: { queue, ledger, token: async () => [token], poke },
      webhooks: {
        forge,
        queue,
        log,
        now: () => new Date(),
        observe: metrics.hooked,
        poke,
      },
      health: { queue, stage: () => stage },
      metrics: { text: () => metrics.text(), token: async () => [token] },
      log,
      requestMs,
    });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    try {
      await tell({
        url,
        queue,
        ledger,
        token,
        secret,
        traced,
        lines,
        metrics,
        become(next) {
          stage = next;
        },
        agreeOn(changed) {
          secrets = { ...secrets, ...changed };
        },
        pokes: () => pokes,
        asked: async () =>
          (await queue.list({ state: 'all' })).map(({ pass, key }) => `${pass}:${key}`).sort(),
        call: (method, path, sent = {}) => call(`${url}${path}`, { method, ...sent }),
      });
    } finally {
      await server.close();
    }
  });
}

/** A log whose messages are noted too. */
function noted(log: Log, note: (what: string) => void): Log {
  const told =
    (level: 'info' | 'warn' | 'error'): Log['info'] =>
    (message, fields) => {
      note(message);
      log[level](message, fields);
    };
  return {
    info: told('info'),
    warn: told('warn'),
    error: told('error'),
    with: (fields) => noted(log.with(fields), note),
  };
}

/** A queue that tells who asks for what. */
function noting(queue: Queue, note: (what: string) => void): Queue {
  return {
    ...queue,
    request(requests) {
      for (const { pass, key } of requests) note(`request ${pass}:${key}`);
      return queue.request(requests);
    },
    deliver(delivery, requests) {
      for (const { pass, key } of requests) note(`deliver ${pass}:${key}`);
      return queue.deliver(delivery, requests);
    },
  };
}

interface Call {
  readonly method: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function call(url: string, init: Call): Promise<Answer> {
  const answer = await fetch(url, { ...init, headers: { connection: 'close', ...init.headers } });
  const text = await answer.text();
  return { status: answer.status, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
