// Requests over TLS to the parts of the sandbox that have a certificate of its own authority.

import { readFileSync } from 'node:fs';
import { request } from 'node:https';

export interface HttpsAnswer {
  readonly status: number;
  /** Null when it is not JSON. */
  readonly body: unknown;
}

export interface HttpsCall {
  /** Path of the authority's certificate. */
  readonly ca: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Resolves with whatever is answered; a connection that cannot be made is a rejection. */
export function callTls(url: string, call: HttpsCall): Promise<HttpsAnswer> {
  const { ca, method = 'GET', headers = {}, body } = call;
  return new Promise((resolve, reject) => {
    const options = { method, ca: readFileSync(ca), headers, timeout: 20_000 };
    const sent = request(url, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, body: parsed(text) });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`${url} did not answer in 20 s`)));
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
