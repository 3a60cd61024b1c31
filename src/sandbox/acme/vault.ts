// Vault as Acme's platform team has set it up: a mount for secrets, and logins for programs and for people.

import { request } from 'node:https';
import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';
import type { Faults } from '../faults/faults.ts';
import { GOOGLE } from '../google/tokens/identities.ts';
import type { Authority } from '../tls/authority.ts';
import { type RunningVault, startVault } from '../vault/start.ts';
import type { AcmeGoogle } from './google.ts';
import { looksAt, PROVISIONS } from './vault-rules.ts';
import { keptPort } from './kept.ts';
import { environments, plansAccount, PROVISIONER } from './names.ts';

export interface AcmeVault extends RunningVault {
  /** What a person shows to log in at `auth/people`, by user name. */
  readonly people: Readonly<Record<string, string>>;
}

export const AUDIENCE = 'vault.acme.dev';
const YEAR_SECONDS = 365 * 24 * 60 * 60;

export async function startAcmeVault(options: {
  readonly dir: string;
  readonly log: Log;
  readonly authority: Authority;
  readonly faults: Faults;
  readonly google: AcmeGoogle;
  readonly users: readonly string[];
}): Promise<AcmeVault> {
  const { authority, dir, faults, google, log, users } = options;
  const vault = await startVault({
    dir: join(dir, 'vault'),
    port: await keptPort(dir, 'vault'),
    tls: authority,
    log: log.with({ part: 'vault' }),
    faults,
    jwks: (url) => fetched(url, authority.ca),
  });
  await setUp(askAs(vault, authority.ca), google);
  const people = users.map((name) => [name, personToken(google, name)] as const);
  return { ...vault, people: Object.fromEntries(people) };
}

/** What Acme's people have as their identity: the sandbox's own issuer stands for their sign-on. */
function personToken({ apis }: AcmeGoogle, name: string): string {
  const claims = { groups: [name] };
  return apis.subjectToken(name, { audience: AUDIENCE, lifetimeSeconds: YEAR_SECONDS, claims });
}

type Ask = (method: 'GET' | 'POST', path: string, body?: object) => Promise<number>;

/** Safe to repeat. */
async function setUp(ask: Ask, { apis }: AcmeGoogle): Promise<void> {
  if ((await ask('GET', 'sys/mounts/runway')) !== 200) {
    await done(ask('POST', 'sys/mounts/runway', { type: 'kv', options: { version: '2' } }));
    for (const mount of ['jwt', 'people']) {
      await done(ask('POST', `sys/auth/${mount}`, { type: 'jwt' }));
    }
  }
  // The address may be another one than last time.
  const google = { jwks_url: apis.certs, bound_issuer: GOOGLE };
  await done(ask('POST', 'auth/jwt/config', google));
  const people = { jwks_url: `${apis.oidc}/jwks`, bound_issuer: apis.oidc };
  await done(ask('POST', 'auth/people/config', people));
  await role(ask, { name: 'runway-provisioner', email: PROVISIONER, rules: PROVISIONS });
  for (const environment of environments) {
    await role(ask, {
      name: `runway-${environment}-plans`,
      email: plansAccount(environment),
      rules: looksAt(environment),
    });
  }
}

interface Login {
  readonly name: string;
  readonly email: string;
  readonly rules: string;
}

async function role(ask: Ask, { name, email, rules }: Login): Promise<void> {
  await done(ask('POST', `sys/policies/acl/${name}`, { policy: rules }));
  await done(
    ask('POST', `auth/jwt/role/${name}`, {
      role_type: 'jwt',
      user_claim: 'email',
      bound_audiences: [AUDIENCE],
      bound_claims: { email },
      token_policies: [name],
      token_ttl: '15m',
      token_max_ttl: '1h',
    }),
  );
}

function askAs({ url, rootToken }: RunningVault, ca: string): Ask {
  return async (method, path, body) => {
    const headers = { 'x-vault-token': rootToken };
    const { status } = await send(`${url}/v1/${path}`, { ca, method, headers, body });
    return status;
  };
}

async function done(asked: Promise<number>): Promise<void> {
  const status = await asked;
  if (status >= 300) throw new Error(`Vault could not be set up: it answered ${status}`);
}

async function fetched(url: string, ca: string): Promise<never> {
  return JSON.parse((await send(url, { ca, method: 'GET' })).text) as never;
}

interface Sending {
  readonly ca: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | undefined;
}

/** Node's `fetch` takes no certificates of one's own. */
function send(
  url: string,
  { body, ca, headers = {}, method }: Sending,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, ca, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, text });
      });
    });
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
