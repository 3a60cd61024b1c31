// Signed webhooks, as GitLab has them since 2026: https://gitlab.com/gitlab-org/gitlab/-/merge_requests/230944

import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
const KEY_BYTES = 32;

/** What GitLab takes for a signing token: `whsec_` and the base64 of 32 bytes. */
export function isSigningToken(token: string): boolean {
  const encoded = token.slice(PREFIX.length);
  const key = Buffer.from(encoded, 'base64');
  return (
    token.startsWith(PREFIX) && key.byteLength === KEY_BYTES && key.toString('base64') === encoded
  );
}

/** The headers that go along with a body; none without a token. */
export function signatureHeaders(
  token: string,
  sent: { readonly id: string; readonly at: Date; readonly body: string },
): Record<string, string> {
  if (token === '') return {};
  const timestamp = String(Math.floor(sent.at.getTime() / 1000));
  const signature = createHmac('sha256', Buffer.from(token.slice(PREFIX.length), 'base64'))
    .update(`${sent.id}.${timestamp}.${sent.body}`)
    .digest('base64');
  return {
    'webhook-id': sent.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
