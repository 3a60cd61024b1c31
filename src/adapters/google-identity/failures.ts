// Why there is no token, and which binding is likely to be missing. Nothing that holds a token leaves with an error.

import { Failure, type FailureDetails } from '../../ports/failure.ts';
import { boundedRest } from '../../ports/retry-after.ts';
import { CODE, codeOf } from '../google/canonical-code.ts';
import { restOf, wordsOf } from '../google/failures.ts';

type Told = Omit<FailureDetails, 'cause' | 'retryAfterMs'>;

/** How it was asked, for what must not be repeated: whatever was sent. */
export interface Trouble {
  readonly error: unknown;
  readonly secrets: readonly string[];
}

/** `caller` as a sentence names it: an address, or `the account that Runway runs as`. */
export interface Impersonating {
  readonly caller: string;
  readonly account: string;
}

export function notLent({ error, secrets }: Trouble, who: Impersonating): Failure {
  const code = codeOf(error);
  const words = sayable(error, secrets);
  if (code === CODE.notFound) return made(error, absent(who, words));
  if (code === CODE.permissionDenied) {
    const disabled = /\bAPI\b.*\b(?:disabled|not been used)\b/.test(words);
    return made(error, disabled ? apiDisabled(words) : denied(who, words));
  }
  if (code === CODE.invalidArgument || code === CODE.failedPrecondition) {
    return made(error, {
      code: 'RUNWAY_IDENTITY_REFUSED',
      message: `Google gives out no token of ${who.account}: ${words}`,
      hint: 'Check that the account is enabled and spelled as Google does.',
      retry: 'never',
    });
  }
  return made(error, unreachable(`act as ${who.account}`, words));
}

/** The token exchange, or the machine's own account. */
export function notOurselves({ error, secrets }: Trouble, from: string): Failure {
  const words = sayable(error, secrets);
  const code = codeOf(error);
  if (code === CODE.invalidArgument || code === CODE.permissionDenied) {
    const ended = /\bstale\b|\bexpired\b/i.test(words);
    return made(error, {
      code: 'RUNWAY_IDENTITY_REFUSED',
      message: `Google does not take ${from}: ${words}`,
      hint: 'Check `google.identity.federation` in the settings against the workload identity pool: the audience, whose tokens it takes, and that the platform writes the token file anew before it ends.',
      retry: ended ? 'later' : 'never',
    });
  }
  return made(error, unreachable(`find out who it is from ${from}`, words));
}

export function keyFile(where: string): Failure {
  return new Failure({
    code: 'RUNWAY_IDENTITY_REFUSED',
    message: `${where} holds the key of a service account, and Runway uses none.`,
    hint: 'Run Runway with an attached service account, or set `google.identity.federation`; then delete the key.',
    retry: 'never',
  });
}

function absent({ account }: Impersonating, words: string): Told {
  return {
    code: 'RUNWAY_IDENTITY_DENIED',
    message: `There is no service account ${account} yet: ${words}`,
    hint: "A workload's accounts are made once its inventory file is merged; a new account is known after some minutes. It is tried again.",
    retry: 'later',
    who: account,
  };
}

function denied({ caller, account }: Impersonating, words: string): Told {
  return {
    code: 'RUNWAY_IDENTITY_DENIED',
    message: `Google does not let ${caller} act as ${account}: ${words}`,
    hint: `It takes roles/iam.serviceAccountTokenCreator on ${account} for ${caller}. A workload's accounts get it once its inventory file is merged; a new grant is felt after some minutes. It is tried again.`,
    retry: 'later',
    who: account,
  };
}

function apiDisabled(words: string): Told {
  return {
    code: 'RUNWAY_IDENTITY_REFUSED',
    message: `The IAM Credentials API cannot be used: ${words}`,
    hint: "Enable iamcredentials.googleapis.com in the project of Runway's own account.",
    retry: 'never',
  };
}

function unreachable(what: string, words: string): Told {
  return {
    code: 'RUNWAY_IDENTITY_UNREACHABLE',
    message: `Runway could not ${what}: ${words}`,
    hint: 'It is tried again by itself. If this goes on, check `google` in the settings, the network and Google Cloud status.',
    retry: 'later',
  };
}

function made(error: unknown, told: Told): Failure {
  const asked = error instanceof Failure ? error.retryAfterMs : restOf(error);
  return new Failure({
    ...told,
    ...(asked === null ? {} : { retryAfterMs: boundedRest(asked) }),
  });
}

/** What was said, without what was sent: some answer with the request. */
function sayable(error: unknown, secrets: readonly string[]): string {
  const words = wordsOf(error).split('\n')[0] ?? '';
  return secrets
    .filter((secret) => secret !== '')
    .reduce((left, secret) => left.replaceAll(secret, '[redacted]'), words)
    .slice(0, LONGEST);
}

const LONGEST = 500;
