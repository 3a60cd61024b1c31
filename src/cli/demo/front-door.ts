// Real requests to what runs, through the sandbox's front door.

import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly service: string | null;
  readonly version: string | null;
  readonly revision: string | null;
  readonly environment: string | null;
  /** By name, a hash of each. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** One GET for a host. A refused connection is a rejection. */
export function call(front: string, host: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${front}/`, { headers: { host }, timeout: 10_000 }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => resolve(read(answer.statusCode ?? 0, Buffer.concat(parts))));
      answer.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`${host} did not answer in 10 s`)));
    sent.on('error', reject);
    sent.end();
  });
}

export interface Watching {
  /** Stops, and gives every answer and every failure that was seen. */
  stop(): Promise<{ readonly answers: readonly Answer[]; readonly failures: readonly string[] }>;
}

/** Calls a host again and again, a few times a second, until stopped. */
export function watch(front: string, host: string): Watching {
  const answers: Answer[] = [];
  const failures: string[] = [];
  const stopped = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        answers.push(await call(front, host));
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
      await wait(100);
    }
  };
  const running = loop();
  return {
    async stop() {
      stopped.abort();
      await running;
      return { answers, failures };
    },
  };
}

function read(status: number, body: Buffer): Answer {
  const value = parse(body);
  const text = (key: string): string | null => {
    const found = value[key];
    return typeof found === 'string' ? found : null;
  };
  return {
    status,
    service: text('service'),
    version: text('version'),
    revision: text('revision'),
    environment: text('environment'),
    secrets: (value['secrets'] ?? {}) as Readonly<Record<string, string>>,
  };
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
