// Signed webhooks: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries

import { createHmac } from 'node:crypto';

/** The headers that go along with a body; none without a secret. GitHub still sends the older one too. */
export function signatureHeaders(secret: string, body: string): Record<string, string> {
  if (secret === '') return {};
  const digest = (algorithm: 'sha1' | 'sha256'): string =>
    `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
  return { 'x-hub-signature': digest('sha1'), 'x-hub-signature-256': digest('sha256') };
}
