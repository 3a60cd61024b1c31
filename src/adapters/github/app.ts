// Who the App is: its signed word, which GitHub changes for tokens.

import { createPrivateKey, createSign } from 'node:crypto';
import { Failure } from '../../ports/failure.ts';

export interface App {
  readonly id: number;
  /** PEM. Asked for every new token, so that a renewed key is used at once. */
  readonly privateKey: () => Promise<string> | string;
}

/** GitHub takes ten minutes at most. */
const VALID_SECONDS = 9 * 60;
/** Clocks differ a little. */
const EARLIER_SECONDS = 60;

/**
 * A JSON Web Token of the App. `ahead` is by how many seconds GitHub's clock is before ours.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export async function signedWord(
  { id, privateKey }: App,
  ahead = 0,
): Promise<{ readonly jwt: string; readonly expiresAt: string }> {
  const now = Math.floor(Date.now() / 1000) + ahead;
  const exp = now + VALID_SECONDS;
  const said = [
    { alg: 'RS256', typ: 'JWT' },
    { iss: String(id), iat: now - EARLIER_SECONDS, exp },
  ];
  const text = said
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = createSign('RSA-SHA256')
    .update(text)
    .sign(readKey(await privateKey()));
  const expiresAt = new Date(exp * 1000).toISOString();
  return { jwt: `${text}.${signature.toString('base64url')}`, expiresAt };
}

/** In an environment variable its lines may be joined by `\n` in two characters. */
function readKey(pem: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(pem.replaceAll(String.raw`\n`, '\n'));
  } catch {
    throw new Failure({
      code: 'RUNWAY_FORGE_DENIED',
      message: "The private key of the bot's GitHub App cannot be read",
      hint: 'Give the bot the whole .pem file that GitHub made for the App, first and last line included.',
      retry: 'never',
    });
  }
}
