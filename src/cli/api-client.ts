// Asks the running bot for what only it knows.

import { Failure } from '../ports/failure.ts';
import type { ProgramName } from '../resources/program.ts';
import type { LoadedSettings } from './settings.ts';

/** Milliseconds for the whole answer. */
const DEADLINE_MS = 5_000;

/** A path of the API, about one program. */
export function about(program: ProgramName, path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}program=${program}`;
}

/** The JSON answer. Throws a Failure when the bot does not answer or refuses. */
export async function askBot(
  loaded: LoadedSettings,
  method: 'GET' | 'POST',
  path: string,
): Promise<unknown> {
  const { url = '', readToken } = loaded.settings.server;
  const authorization = `Bearer ${await loaded.secret(readToken)}`;
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const unreachable = (cause: unknown): never => {
    throw new Failure({
      code: 'RUNWAY_BOT_UNREACHABLE',
      message: `The bot at ${url} does not answer${signal.aborted ? ` within ${DEADLINE_MS / 1000} seconds` : ''}.`,
      hint: 'Start it with `runway serve`, or correct `server.url` in the settings.',
      retry: 'later',
      cause,
    });
  };
  const asked = { method, headers: { authorization }, signal };
  const answer = await fetch(new URL(path, url), asked).catch(unreachable);
  // An answer may stop in the middle, too.
  if (answer.ok) return answer.json().catch(unreachable);
  await answer.body?.cancel().catch(() => undefined);
  throw new Failure({
    code: 'RUNWAY_BOT_REFUSED',
    message: `The bot at ${url} answered ${answer.status} to ${method} ${path}.`,
    hint: hintFor(answer.status, url),
    retry: answer.status === 503 ? 'later' : 'never',
  });
}

function hintFor(status: number, url: string): string {
  if (status === 401)
    return 'See that `server.readToken` is the one that the bot was started with.';
  return status === 503
    ? `It cannot look just now, most often since its store is away: ${url}/readyz says why. Try again.`
    : 'See that this bot runs that program (`--program`), that both are of the same version, and that what was asked for exists.';
}
