// Secrets that nobody has, in all the shapes in which an error could carry one. Each is made anew at run time.

import { generateKeyPairSync, randomBytes } from 'node:crypto';

export interface Canary {
  /** How it came in. */
  readonly name: string;
  /** What must not be read anywhere. */
  readonly secret: string;
  /** What an error says that has it inside. */
  readonly words: string;
}

const hex = (): string => randomBytes(20).toString('hex');
const base64 = (bytes = 24): string => randomBytes(bytes).toString('base64');
const base64url = (text: string): string => Buffer.from(text).toString('base64url');
const capitals = (): string => hex().slice(0, 16).toUpperCase();

/** `secret` inside `words`. */
function canary(name: string, secret: string, words: (secret: string) => string): Canary {
  return { name, secret, words: words(secret) };
}

export function canaries(): readonly Canary[] {
  return [...inAddresses(), ...inHeaders(), ...byName(), ...byTheirShape()];
}

function inAddresses(): readonly Canary[] {
  return [
    canary(
      'password in an address',
      hex(),
      (it) => `fetch of https://bot:${it}@git.acme.dev failed`,
    ),
    canary(
      'token alone in an address',
      hex(),
      (it) => `clone https://${it}@git.acme.dev/a.git: no`,
    ),
    canary(
      'DATABASE_URL',
      hex(),
      (it) => `connect postgres://runway:${it}@db.acme.dev:5432/runway`,
    ),
    canary(
      'DATABASE_URL, not encoded',
      `a/b@${hex()}`,
      (it) => `postgresql://runway:${it}@db/runway`,
    ),
    canary(
      'query',
      hex(),
      (it) => `GET https://git.acme.dev/api?page=2&private_token=${it}&a=b: 401`,
    ),
    canary(
      'signed address',
      hex(),
      (it) => `GET https://blobs.acme.dev/x?X-Amz-Signature=${it}: 403`,
    ),
  ];
}

function inHeaders(): readonly Canary[] {
  const basic = Buffer.from(`runway:${hex()}`).toString('base64');
  return [
    canary('bearer', hex(), (it) => `sent Authorization: Bearer ${it}, got 401`),
    canary('bearer without its header', hex(), (it) => `the bearer ${it} was refused`),
    canary('basic', basic, (it) => `authorization: Basic ${it}`),
    canary('header in JSON', hex(), (it) => JSON.stringify({ authorization: `Bearer ${it}` })),
    canary('GitLab header', hex(), (it) => `PRIVATE-TOKEN: ${it}`),
    canary('Vault header in JSON', hex(), (it) => JSON.stringify({ 'X-Vault-Token': [it] })),
    canary('cookie', hex(), (it) => `set-cookie: _session=${it}; path=/`),
    canary('cookie in JSON', hex(), (it) => JSON.stringify({ cookie: `a=b; id=${it}` })),
  ];
}

function byName(): readonly Canary[] {
  const key = base64(30);
  return [
    canary('setting of libpq', hex(), (it) => `host=db user=runway password=${it} dbname=runway`),
    canary('quoted setting', `it is ${hex()}`, (it) => `password='${it}' host=db`),
    canary('variable', hex(), (it) => `GITLAB_TOKEN=${it} was not accepted`),
    canary('AWS secret key', key, (it) => `aws_secret_access_key = ${it}`),
    canary('JSON', hex(), (it) => JSON.stringify({ client_secret: it, ok: false })),
    canary('JSON in JSON', hex(), (it) => JSON.stringify({ body: JSON.stringify({ token: it }) })),
    canary('printed object', hex(), (it) => `{ password: '${it}' }`),
    canary('YAML', hex(), (it) => `registry:\n  password: ${it}\n`),
  ];
}

function byTheirShape(): readonly Canary[] {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
  const jwt = [base64url('{"alg":"RS256"}'), base64url('{"sub":"runway"}'), base64url(hex())].join(
    '.',
  );
  return [
    canary('private key', pem, (it) => `cannot read ${it}\nas a key`),
    canary('private key in JSON', pem.replaceAll('\n', '\\n'), (it) => `{"private_key": "${it}"}`),
    canary('private key, cut off', pem.slice(0, 60), (it) => `bad key ${it}`),
    canary('JSON Web Token', jwt, (it) => `the identity ${it} is not known here`),
    canary('JSON Web Token, cut off', jwt.slice(0, 30), (it) => `identity ${it}`),
    canary('GitLab', `glpat-${hex()}`, (it) => `${it} has expired`),
    canary('GitHub', `ghs_${hex()}`, (it) => `(${it})`),
    canary('Vault', `hvs.${hex()}`, (it) => `permission denied for ${it}`),
    canary('AWS key id', `AKIA${capitals()}`, (it) => `InvalidClientTokenId ${it}`),
    canary(
      'Google key',
      `AIza${base64url(hex()).slice(0, 35)}`,
      (it) => `API key ${it} is not valid`,
    ),
    canary('Google access', `ya29.${base64url(hex())}`, (it) => `invalid_grant ${it}`),
  ];
}

/** The canaries that can be read in it, by their names. A private key is read if one of its lines is. */
export function readable(text: string, planted: readonly Canary[]): readonly string[] {
  return planted
    .filter(({ secret }) =>
      secret
        .split(/\n|\\n/)
        .filter((line) => !line.startsWith('-----') && line.length > 7)
        .some((line) => text.includes(line)),
    )
    .map(({ name }) => name);
}
