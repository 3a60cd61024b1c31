// A request that announces a body and sends none of it: a server that refuses the size need not read it first.

import { request } from 'node:http';

/** The status of the answer to a POST whose body would have so many bytes. */
export function statusForBody(
  url: string,
  headers: Readonly<Record<string, string>>,
  bytes: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers: { ...headers, 'content-length': String(bytes) } },
      (answer) => {
        resolve(answer.statusCode ?? 0);
        sent.destroy();
      },
    );
    sent.on('error', reject);
    sent.flushHeaders();
  });
}
