// Real HTTP requests to what runs, through the sandbox's front door.

import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  /** Null when the answer is not the JSON of an example service. */
  readonly version: string | null;
  readonly body: string;
}

/** One GET for a host. A connection that is refused or breaks off is a rejection. */
export function call(front: string, host: string, path = '/'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${front}${path}`, { headers: { host }, timeout: 20_000 }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, version: versionIn(body), body });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`${host} did not answer in 20 s`)));
    sent.on('error', reject);
    sent.end();
  });
}

export interface Watching {
  /** Ends the watch, and gives every answer, with failures in words. */
  stop(): Promise<readonly (Answer | string)[]>;
}

/** Calls a host again and again until stopped. */
export function watch(front: string, host: string): Watching {
  const seen: (Answer | string)[] = [];
  const over = new AbortController();
  const loop = async (): Promise<void> => {
    while (!over.signal.aborted) {
      seen.push(await call(front, host).catch(String));
      await wait(50);
    }
  };
  const running = loop();
  return {
    async stop() {
      over.abort();
      await running;
      return seen;
    },
  };
}

function versionIn(body: string): string | null {
  try {
    const { version } = JSON.parse(body) as { version?: unknown };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
