// Whether GitHub sent a webhook: HMAC-SHA256 over the body. It covers neither the headers nor a time, so what was recorded
// can be sent again; a hint that comes twice does no harm.
// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries

import { Webhooks } from '@octokit/webhooks';

/** Whether the header could be one; told before the body is read. */
export function looksSigned(signature: string | undefined): signature is string {
  return /^sha256=[0-9a-f]{64}$/.test(signature ?? '');
}

/**
 * Whether one of the secrets made the signature. Every one is tried, whatever was found before. A body that is no
 * UTF-8 is none that GitHub has signed.
 */
export async function signedWithOne(
  secrets: readonly string[],
  { body, signature }: { readonly body: Buffer; readonly signature: string },
): Promise<boolean> {
  if (body.byteLength === 0) return false;
  const text = body.toString('utf8');
  const found = await Promise.all(
    secrets.map((secret) => new Webhooks({ secret }).verify(text, signature)),
  );
  return found.includes(true);
}
