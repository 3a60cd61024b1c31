// Tokens of other accounts, from IAM Credentials v1.
// https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts

import { Failure } from '../../ports/failure.ts';
import { CODE, codeOf } from '../google/canonical-code.ts';
import { notLent } from './failures.ts';
import { endOf, type Lent } from './kept.ts';
import type { Line } from './line.ts';

/** As whom accounts are acted as. */
export interface Caller {
  /** As a sentence names it. */
  readonly words: string;
  token(): Promise<string>;
  /** This one was not accepted. */
  rejected(token: string): void;
}

export interface Impersonation {
  access(account: string, by: Caller): Promise<Lent>;
  id(account: string, audience: string, by: Caller): Promise<Lent>;
}

/** The longest that Google allows without an organization policy. */
const LIFETIME = '3600s';
const SCOPE = ['https://www.googleapis.com/auth/cloud-platform'];

interface Wish {
  readonly account: string;
  readonly method: 'generateAccessToken' | 'generateIdToken';
  readonly body: object;
}

interface Answer {
  readonly accessToken?: string;
  readonly expireTime?: string;
  readonly token?: string;
}

export function createImpersonation(line: Line): Impersonation {
  async function ask(wish: Wish, by: Caller): Promise<Answer> {
    const token = await by.token();
    try {
      return await sent(line, wish, { by, token });
    } catch (error) {
      if (!(error instanceof NotAccepted)) throw error;
      by.rejected(token);
      return sent(line, wish, { by, token: await by.token() });
    }
  }
  return {
    async access(account, by) {
      const body = { scope: SCOPE, lifetime: LIFETIME };
      const answer = await ask({ account, method: 'generateAccessToken', body }, by);
      return whole(account, answer.accessToken, Date.parse(answer.expireTime ?? ''));
    },
    async id(account, audience, by) {
      const body = { audience, includeEmail: true };
      const { token } = await ask({ account, method: 'generateIdToken', body }, by);
      return whole(account, token, endOf(token ?? ''));
    },
  };
}

/** The caller's own token is not accepted (401); asked a second time, that is what there is to say. */
class NotAccepted extends Failure {}

interface As {
  readonly by: Caller;
  readonly token: string;
}

async function sent(line: Line, wish: Wish, { by, token }: As): Promise<Answer> {
  const { PassThroughClient } = await import('google-auth-library');
  const { transporter } = new PassThroughClient(line.transport());
  const name = `projects/-/serviceAccounts/${encodeURIComponent(wish.account)}`;
  const told = (error: unknown, secrets: readonly string[]): Failure =>
    codeOf(error) === CODE.unauthenticated
      ? notAccepted(by)
      : notLent({ error, secrets }, { caller: by.words, account: wish.account });
  const to = { host: new URL(line.iamCredentials).host, words: 'IAM Credentials' };
  return line.ask(to, { secrets: [token], told }, async () => {
    const { data } = await transporter.request<Answer>({
      url: `${line.iamCredentials}/v1/${name}:${wish.method}`,
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      data: wish.body,
    });
    return data;
  });
}

function notAccepted({ words }: Caller): NotAccepted {
  return new NotAccepted({
    code: 'RUNWAY_IDENTITY_REFUSED',
    message: `Google does not know who ${words} is (401).`,
    hint: 'Check `google.identity` in the settings, and that the account is not deleted or disabled.',
    retry: 'later',
  });
}

function whole(account: string, token: string | undefined, endsAt: number): Lent {
  if (token !== undefined && token !== '') return { token, endsAt: endsAt || 0 };
  throw new Failure({
    code: 'RUNWAY_IDENTITY_UNREACHABLE',
    message: `IAM Credentials answered without a token of ${account}.`,
    hint: 'Check `google.endpoints.iamCredentials` in the settings.',
    retry: 'later',
  });
}
