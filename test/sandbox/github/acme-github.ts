// A sandbox GitHub with Acme's people and one project, and ways to ask it.

import { createSign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acmeUsers, platformMembers } from '../../../src/sandbox/forge/acme.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../../../src/sandbox/github/start.ts';
import type { Log } from '../../../src/ports/log.ts';

export const platform = 'acme/platform';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests read what they expect; a wrong shape fails them.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface AcmeGitHub {
  readonly github: GitHub;
  readonly dir: string;
  /** Asks as a person, with any token, or as nobody (null). */
  ask(who: string | null, method: string, path: string, body?: object): Promise<Answer>;
  /** A person's answer from below the project's repository; fails on what is no success. */
  repo(who: string, method: string, path: string, body?: object): Promise<Answer>;
  /** The App's own token, signed now. */
  jwt(claims?: object): string;
  /** A new token of the App's installation. */
  installationToken(wish?: object): Promise<string>;
  stop(): Promise<void>;
}

export const silent: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
};

export async function startAcmeGitHub(options: Partial<GitHubOptions> = {}): Promise<AcmeGitHub> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'sandbox-github-')));
  const github = await startGitHub({
    log: silent,
    users: acmeUsers,
    projects: [
      {
        path: platform,
        members: platformMembers,
        commits: [
          { message: 'Begin', author: 'olga', files: { 'README.md': '# Platform\n' } },
          { message: 'Say more', author: 'alice', files: { 'docs/more.md': 'More.\n' } },
        ],
      },
    ],
    ...options,
    dir,
  });
  const ask: AcmeGitHub['ask'] = async (who, method, path, body) => {
    const token = who === null ? null : (github.tokens[who] ?? who);
    const response = await fetch(path.startsWith('http') ? path : `${github.api}${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: json && text !== '' ? (JSON.parse(text) as unknown) : text,
    };
  };
  const jwt: AcmeGitHub['jwt'] = (claims = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const usual = { iat: now - 30, exp: now + 300, iss: github.app.id };
    const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...usual, ...claims })}`;
    const signature = createSign('sha256').update(text).sign(github.app.privateKey, 'base64url');
    return `${text}.${signature}`;
  };
  return {
    github,
    dir,
    ask,
    jwt,
    async repo(who, method, path, body) {
      const answer = await ask(who, method, `/repos/${platform}${path}`, body);
      if (answer.status >= 300)
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer;
    },
    async installationToken(wish) {
      const { body: at } = await ask(jwt(), 'GET', `/repos/${platform}/installation`);
      const id = (at as { id: number }).id;
      const made = await ask(jwt(), 'POST', `/app/installations/${id}/access_tokens`, wish);
      return (made.body as { token: string }).token;
    },
    async stop() {
      await github.stop();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}
