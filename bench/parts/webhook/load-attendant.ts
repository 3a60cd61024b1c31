// Who sends webhooks: a process of its own, so that neither side steals the other's time.

import { Agent, request } from 'node:http';
import { attend } from '../../process/attendant.ts';
import { openLoop } from '../../measure/open-loop.ts';
import { mergeRequestEvent, OPEN, PATH } from './payload.ts';

interface To {
  readonly url: string;
  readonly secret: string;
  /** Begins the id of each delivery; never used twice. */
  readonly prefix: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

export const questions = {
  /** Latencies in milliseconds, every one of them of an accepted delivery. */
  steadily({ perSecond, count, ...to }: To & { perSecond: number; count: number }) {
    return openLoop({ perSecond, count, send: (at) => deliver(to, at) });
  },

  /** Deliveries a second with so many at a time, each sent when the one before was answered; and how many in all. */
  async flatOut({ connections, seconds, ...to }: To & { connections: number; seconds: number }) {
    const started = performance.now();
    const end = started + seconds * 1_000;
    let sent = 0;
    const one = async (): Promise<void> => {
      while (performance.now() < end) {
        sent += 1;
        await deliver(to, sent);
      }
    };
    await Promise.all(Array.from({ length: connections }, one));
    return { perSecond: (sent * 1_000) / (performance.now() - started), sent };
  },
};

/** Rejects unless it is answered with 200 and as something new. */
function deliver({ url, secret, prefix }: To, at: number): Promise<void> {
  const { headers, body } = mergeRequestEvent(`${prefix}-${at}`, 1 + (at % OPEN), secret);
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${PATH}`, { method: 'POST', agent, headers }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (text: string) => (answer += text));
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200 && answer === '{"asked":1,"seen":false}') resolve();
        else reject(new Error(`a delivery was answered with ${response.statusCode}: ${answer}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

attend(questions, async () => agent.destroy());
