// The one place where what a forge does wrong becomes a failure of the port.

import { Failure, type FailureDetails } from '../../ports/failure.ts';
import { MishapError, type Mishap } from './mishap.ts';

/** What we are about to do, for whoever reads the failure. */
export interface Errand {
  /** `read merge request !7 of acme/platform`. */
  readonly doing: string;
  /** What the bot must be allowed for it: `the Reporter role in acme/platform`. */
  readonly needs: string;
}

/** How one forge is spoken of. */
export interface ForgeWords {
  /** `GitLab`. */
  readonly forge: string;
  /** What it knows the bot by: `the bot's token`. */
  readonly credential: string;
  /** What to do where it does not accept that. */
  readonly renew: string;
  /** What every errand needs besides: `a token with the scope`. */
  readonly always: string;
}

/** Runs the calls of one errand; what the forge does wrong is thrown as a Failure. */
export type Ask = <T>(errand: Errand, call: () => Promise<T>) => Promise<T>;

export function askingAs(words: ForgeWords): Ask {
  return async (errand, call) => {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof MishapError)) throw error;
      throw new Failure({ ...detailsOf(words, errand, error.mishap), cause: error });
    }
  };
}

function detailsOf(forgeWords: ForgeWords, errand: Errand, mishap: Mishap): FailureDetails {
  const { status, kind, retryAfterMs } = mishap;
  const throttled = status === 429 || (status === 403 && retryAfterMs !== null);
  if (throttled || kind !== 'answer' || status === null || status >= 500) {
    return unreachable(forgeWords, errand, mishap);
  }
  return status === 401 || status === 403
    ? denied(forgeWords, errand, mishap)
    : refused(forgeWords, errand, mishap);
}

function unreachable(
  { forge }: ForgeWords,
  { doing }: Errand,
  { kind, status, words, retryAfterMs }: Mishap,
): FailureDetails {
  const details = {
    code: 'RUNWAY_FORGE_UNREACHABLE',
    retry: 'later',
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  } as const;
  if (kind === 'nonsense') {
    return {
      ...details,
      message: `Could not ${doing}: what answers is not ${forge}'s API${said(words)}`,
      hint: 'Check the address of the forge in the settings: a proxy or a login page may stand before it.',
    };
  }
  if (status !== null && status < 500) {
    return {
      ...details,
      message: `Could not ${doing}: ${forge} takes no more requests for now (${status})`,
      hint: `Runway waits and tries again. If it lasts, raise ${forge}'s rate limit for the bot.`,
    };
  }
  return {
    ...details,
    message: `Could not ${doing}: ${forge} ${status === null ? 'gave no answer' : `answered ${status}`}${said(words)}`,
    hint: 'Runway tries again by itself. If it lasts, check the address of the forge and its health.',
  };
}

function denied(
  { forge, credential, renew, always }: ForgeWords,
  { doing, needs }: Errand,
  { status, words, cure }: Mishap,
): FailureDetails {
  const details = { code: 'RUNWAY_FORGE_DENIED', retry: 'never' } as const;
  if (status === 401) {
    return {
      ...details,
      message: `${forge} does not accept ${credential} (could not ${doing})${said(words)}`,
      hint: cure ?? renew,
    };
  }
  return {
    ...details,
    message: `${forge} does not let the bot ${doing}${said(words)}`,
    hint: cure ?? `The bot needs ${needs}, and ${always}.`,
  };
}

function refused(
  { forge }: ForgeWords,
  { doing, needs }: Errand,
  { status, words }: Mishap,
): FailureDetails {
  const hint =
    status === 404
      ? `It does not exist, or the bot may not see it: for that it needs ${needs}.`
      : `${forge} says what it objects to; change that and ask again.`;
  return {
    code: 'RUNWAY_FORGE_REFUSED',
    message: `${forge} refused to ${doing} (${status})${said(words)}`,
    hint,
    retry: status === 409 ? 'later' : 'never',
  };
}

function said(words: string): string {
  return words === '' ? '' : `: ${words}`;
}
