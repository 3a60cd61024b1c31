// The one place where GitLab's errors become failures of the port.

import { Failure } from '../../ports/failure.ts';
import type { FailureDetails } from '../../ports/failure.ts';
import { GitLabError } from './gitlab-error.ts';
import type { Mishap } from './gitlab-error.ts';

/** What we are about to do, for whoever reads the failure. */
export interface Errand {
  /** `read merge request !7 of acme/platform`. */
  readonly doing: string;
  /** What the bot must be allowed for it: `the Reporter role in acme/platform`. */
  readonly needs: string;
}

/** Runs the calls of one errand; what GitLab does wrong is thrown as a Failure. */
export async function ask<T>(errand: Errand, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    throw new Failure({ ...detailsOf(errand, error.mishap), cause: error });
  }
}

function detailsOf({ doing, needs }: Errand, mishap: Mishap): FailureDetails {
  const { kind, status, words } = mishap;
  const said = words === '' ? '' : `: ${words}`;
  if (status === 401) {
    return {
      code: 'RUNWAY_FORGE_DENIED',
      message: `GitLab does not accept the bot's token (could not ${doing})${said}`,
      hint: 'The token has expired, was revoked or lacks the scope `api`: give the bot a new one.',
      retry: 'never',
    };
  }
  if (status === 403) {
    return {
      code: 'RUNWAY_FORGE_DENIED',
      message: `GitLab does not let the bot ${doing}${said}`,
      hint: `The bot needs ${needs}, and a token with the scope \`api\`.`,
      retry: 'never',
    };
  }
  if (status === 429) return throttled(doing, mishap);
  if (kind === 'nonsense') {
    return {
      code: 'RUNWAY_FORGE_UNREACHABLE',
      message: `Could not ${doing}: what answers is not GitLab's API${said}`,
      hint: 'Check the address of the forge in the settings: a proxy or a login page may stand before it.',
      retry: 'later',
    };
  }
  if (status === null || status >= 500) {
    return {
      code: 'RUNWAY_FORGE_UNREACHABLE',
      message: `Could not ${doing}: GitLab ${status === null ? 'gave no answer' : `answered ${status}`}${said}`,
      hint: 'Runway tries again by itself. If it lasts, check the address of the forge and its health.',
      retry: 'later',
      ...waiting(mishap),
    };
  }
  return refused({ doing, needs }, mishap, said);
}

function throttled(doing: string, mishap: Mishap): FailureDetails {
  return {
    code: 'RUNWAY_FORGE_UNREACHABLE',
    message: `Could not ${doing}: GitLab takes no more requests for now (429)`,
    hint: "Runway waits and tries again. If it lasts, raise GitLab's rate limit for the bot.",
    retry: 'later',
    ...waiting(mishap),
  };
}

function refused({ doing, needs }: Errand, { status }: Mishap, said: string): FailureDetails {
  const hint =
    status === 404
      ? `It does not exist, or the bot may not see it: for that it needs ${needs}.`
      : 'GitLab says what it objects to; change that and ask again.';
  return {
    code: 'RUNWAY_FORGE_REFUSED',
    message: `GitLab refused to ${doing} (${status})${said}`,
    hint,
    retry: status === 409 ? 'later' : 'never',
  };
}

function waiting({ retryAfterMs }: Mishap): { readonly retryAfterMs?: number } {
  return retryAfterMs === null ? {} : { retryAfterMs };
}
