// Whether a webhook comes from GitLab: by its signature where it carries one, else by the shared token.

import { Failure } from '../../../ports/failure.ts';
import type { Secrets } from '../../fresh-secrets.ts';
import type { Header } from '../forge-hooks.ts';
import { oneOfSecrets } from '../../secret.ts';
import { type Signed, signatureHolds, signedBy, signingKey } from './signature.ts';

/** Null: not agreed on. At least one is. */
export interface WebhookSecrets {
  /** What `X-Gitlab-Token` has to be. */
  readonly token: Secrets | null;
  /** `whsec_…`: what `webhook-signature` is made with. */
  readonly signing: Secrets | null;
}

/** Refused before the body is read. */
interface Refused {
  readonly type: 'refused';
  readonly because: string;
}

/** How a request may go on: known by its token, or to be proven once its body is there. */
export type Proof =
  | { readonly type: 'token' }
  | { readonly type: 'signed'; readonly signed: Signed; readonly keys: readonly Buffer[] };

/**
 * Reads headers only. A signature that is there is what counts: a right token never makes up for a wrong signature.
 * Without a signing secret of ours nobody can check one, and the token alone counts, as it did before.
 */
export async function admit(
  secrets: WebhookSecrets,
  header: Header,
  now: Date,
): Promise<Proof | Refused> {
  const signature = header('webhook-signature');
  if (signature !== undefined && secrets.signing !== null) {
    const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')];
    const signed = signedBy({ id, timestamp, signature, now });
    const keys = (await secrets.signing()).map(keyOf);
    return signed === null ? refused('signature') : { type: 'signed', signed, keys };
  }
  if (secrets.token === null) return refused('signature');
  const known = oneOfSecrets(header('x-gitlab-token'), await secrets.token());
  return known ? { type: 'token' } : refused('token');
}

/** Whether the body is the one that was signed; what a token has let in needs no more. */
export function proven(proof: Proof, body: Buffer): boolean {
  return proof.type === 'token' || signatureHolds(proof.signed, body, proof.keys);
}

/** What a refused request is told. */
export const WRONG_SIGNATURE =
  'the webhook-signature header is missing, wrong or more than five minutes off';

function refused(by: 'signature' | 'token'): Refused {
  const because =
    by === 'signature' ? WRONG_SIGNATURE : 'the X-Gitlab-Token header is not the one agreed on';
  return { type: 'refused', because };
}

function keyOf(secret: string): Buffer {
  const key = signingKey(secret);
  if (key !== null) return key;
  throw new Failure({
    code: 'RUNWAY_SETTINGS_INVALID',
    message: 'The webhook signing secret is not `whsec_` and the base64 of 32 bytes.',
    hint: 'Copy the signing token from the webhook on GitLab as it is, one a line.',
    retry: 'never',
  });
}
