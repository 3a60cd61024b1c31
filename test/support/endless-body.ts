// A request whose body comes drop by drop and has no end.

import { request } from 'node:http';

/** The status of the answer, and how many milliseconds it took; null when the connection was only cut. */
export function endlessBody(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<readonly [number | null, number]> {
  const started = performance.now();
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', headers });
    const drip = setInterval(() => sent.write(' '), 20);
    const ended = (status: number | null): void => {
      clearInterval(drip);
      sent.destroy();
      resolve([status, performance.now() - started]);
    };
    sent.on('response', (answer) => ended(answer.statusCode ?? null));
    sent.on('error', () => ended(null));
    sent.flushHeaders();
  });
}
