// This process's own credentials: the account that is attached to it, or federation from a token file.

import type { IdentityPoolClient } from 'google-auth-library';
import { Failure } from '../../ports/failure.ts';
import { keyFile, notOurselves } from './failures.ts';
import { endOf, type Lent } from './kept.ts';
import type { Line } from './line.ts';
import { subjectToken } from './subject-token.ts';

export interface Federation {
  /** Full name of the provider: `//iam.googleapis.com/projects/…/providers/…`. */
  readonly audience: string;
  readonly tokenFile: string;
  /** The account that Runway is: it lets the pool's subject act as it. */
  readonly account: string;
}

export interface Source {
  /** As it is said in messages. */
  readonly words: string;
  /** A new one each time. */
  token(): Promise<Lent>;
  /** Of the attached account itself, without impersonation; null where it is another's, or that cannot be had. */
  idToken(account: string, audience: string): Promise<Lent | null>;
}

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];
const MINUTE_MS = 60_000;

export function attached(line: Line): Source {
  const words = "the account of this machine (Google's default credentials)";
  const credentials = async () => {
    const { GoogleAuth } = await import('google-auth-library');
    // Left out, the library would look for a project at a fixed address of Resource Manager.
    return new GoogleAuth({ scopes: SCOPES, projectId: '-', clientOptions: line.transport() });
  };
  return {
    words,
    token: () =>
      line.ask({ host: METADATA, words }, { secrets: [], told: own(words) }, async () => {
        const { JWT } = await import('google-auth-library');
        const client = await (await credentials()).getClient();
        if (client instanceof JWT) throw keyFile(process.env[FILE] ?? 'The default credentials');
        return lent(await client.getAccessToken(), client.credentials.expiry_date);
      }),
    idToken: (account, audience) =>
      line.ask({ host: METADATA, words }, { secrets: [], told: own(words) }, async () => {
        const { Compute } = await import('google-auth-library');
        const auth = await credentials();
        const client = await auth.getClient();
        if (!(client instanceof Compute)) return null;
        const { client_email: email } = await auth.getCredentials();
        if (email !== account) return null;
        const token = await client.fetchIdToken(encodeURIComponent(audience));
        return { token, endsAt: endOf(token) };
      }),
  };
}

const METADATA = 'metadata.google.internal';
const FILE = 'GOOGLE_APPLICATION_CREDENTIALS';

export function federated(line: Line, { audience, tokenFile }: Federation): Source {
  const words = `the token in ${tokenFile}`;
  return {
    words,
    async token() {
      const subject = await subjectToken(tokenFile);
      const asked = { secrets: [subject], told: own(words) };
      return line.ask({ host: new URL(line.sts).host, words: EXCHANGE }, asked, async () => {
        const client = await exchange(line, audience, subject);
        return lent(await client.getAccessToken(), client.credentials.expiry_date);
      });
    },
    idToken: () => Promise.resolve(null),
  };
}

const EXCHANGE = "Google's token exchange";

async function exchange(
  line: Line,
  audience: string,
  subject: string,
): Promise<IdentityPoolClient> {
  const { IdentityPoolClient } = await import('google-auth-library');
  const client = new IdentityPoolClient({
    type: 'external_account',
    audience,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${line.sts}/v1/token`,
    subject_token_supplier: { getSubjectToken: () => Promise.resolve(subject) },
    scopes: SCOPES,
    ...line.transport(),
  });
  // The library gives its token exchange none of the client's transport options, certificates among them.
  const inside = client as unknown as { stsCredential: { transporter: unknown } };
  inside.stsCredential.transporter = client.transporter;
  return client;
}

const own = (words: string) => (error: unknown, secrets: readonly string[]) =>
  error instanceof Failure && error.code.startsWith('RUNWAY_IDENTITY_')
    ? error
    : notOurselves({ error, secrets }, words);

function lent({ token }: { token?: string | null }, expiry: number | null | undefined): Lent {
  if (typeof token !== 'string' || token === '') throw new Error('the answer has no token');
  return { token, endsAt: expiry ?? Date.now() + MINUTE_MS };
}
