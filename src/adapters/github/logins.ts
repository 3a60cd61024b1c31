// For every project the login of the App's installation there. auth-app keeps its token and renews it in time.

import type { createAppAuth } from '@octokit/auth-app';
import { numberIn, recordOf } from '../forge/answer.ts';
import { MishapError, orNull, refusedWith } from '../forge/mishap.ts';
import { at, type Octokit } from './octokit.ts';

export type Login = ReturnType<typeof createAppAuth>;

export interface Logins {
  /** Null where the App is not installed. */
  find(project: string): Promise<Login | null>;
  token(project: string): Promise<string>;
  /** Logs an Octokit's requests in. */
  hook(project: string): Login['hook'];
}

export function createLogins(app: Octokit, logInTo: (installation: number) => Login): Logins {
  const found = new Map<string, Promise<Login | null>>();
  const known = new Map<number, Login>();

  async function look(project: string): Promise<Login | null> {
    const answer = await orNull(() => app.rest.apps.getRepoInstallation(at(project)));
    if (answer === null) return null;
    const id = numberIn(recordOf(answer.data), 'id');
    const login = known.get(id) ?? logInTo(id);
    known.set(id, login);
    return login;
  }

  /** Where it is not installed it may be the next time. */
  async function find(project: string): Promise<Login | null> {
    const looking = found.get(project) ?? look(project);
    found.set(project, looking);
    const login = await looking.catch((error: unknown) => {
      found.delete(project);
      throw error;
    });
    if (login === null) found.delete(project);
    return login;
  }

  async function using<T>(project: string, call: (login: Login) => Promise<T>): Promise<T> {
    try {
      return await call((await find(project)) ?? missing(project));
    } catch (error) {
      if (!outdated(error)) throw error;
    }
    found.delete(project);
    const login = (await find(project)) ?? missing(project);
    await login({ type: 'installation', refresh: true });
    return call(login);
  }

  return {
    find,
    token: (project) =>
      using(project, async (login) => (await login({ type: 'installation' })).token),
    hook: (project) => (request, route, parameters) =>
      using(project, (login) => login.hook(request, route, parameters)),
  };
}

/**
 * The token was revoked, or the installation that gives tokens is gone: the App may be installed anew, under another
 * number. Below our own hook a refused request has a status, a token that could not be had is a mishap already.
 */
function outdated(error: unknown): boolean {
  return refusedWith(error, 404) || (error as { readonly status?: unknown }).status === 401;
}

export function missing(project: string): never {
  throw new MishapError({
    kind: 'answer',
    status: 403,
    words: 'the App is not installed there',
    retryAfterMs: null,
    cure: `Install the bot's GitHub App on ${project}, or correct the project and the App's id in the settings.`,
  });
}
