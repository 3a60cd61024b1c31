// The port Identity at Google: this process's own account, and those that it may act as.

import type { Clock } from '../../ports/clock.ts';
import type { Identity, Principal } from '../../ports/identity.ts';
import { type Caller, createImpersonation } from './impersonation.ts';
import { createKept } from './kept.ts';
import { createLine, type LineOptions } from './line.ts';
import { attached, federated, type Federation, type Source } from './source.ts';

export interface GoogleIdentityOptions extends LineOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Left out: Application Default Credentials, which on Google Cloud is the attached service account. */
  readonly federation?: Federation;
}

/** One per process: it keeps tokens. Nothing is loaded or asked before the first call. */
export function createGoogleIdentity(options: GoogleIdentityOptions): Identity {
  const line = createLine(options);
  const kept = createKept(options.clock);
  const impersonation = createImpersonation(line);
  const { federation } = options;
  const source = federation === undefined ? attached(line) : federated(line, federation);
  const pool: Caller = callerOf('source', source.words, () => source.token());
  const self: Caller =
    federation === undefined
      ? { ...pool, words: 'the account that Runway runs as' }
      : callerOf('self', federation.account, () => impersonation.access(federation.account, pool));

  function callerOf(name: string, words: string, lend: Source['token']): Caller {
    return {
      words,
      token: () => kept.of(name, lend),
      rejected: (token) => kept.drop(name, token),
    };
  }

  /** Nobody acts as himself: the pool's subject may act as Runway's account, which has no right on itself. */
  function isSelf(account: string): boolean {
    return account === federation?.account;
  }

  function by(principal: Principal): Caller {
    if (principal.type === 'self' || isSelf(principal.email)) return self;
    const { email } = principal;
    return callerOf(`access ${email}`, email, () => impersonation.access(email, self));
  }

  return {
    accessToken: (principal) => by(principal).token(),
    rejected: (principal, token) => by(principal).rejected(token),
    idToken: (account, audience) =>
      kept.of(`id ${account} ${audience}`, async () => {
        if (isSelf(account)) return impersonation.id(account, audience, pool);
        const own = await source.idToken(account, audience);
        return own ?? impersonation.id(account, audience, self);
      }),
  };
}
