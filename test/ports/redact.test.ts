import { expect, test } from '@jest/globals';
import { Failure } from '../../src/ports/failure.ts';
import { redact, redactText } from '../../src/ports/redact.ts';
import { canaries, readable } from '../support/canaries.ts';

test('the canaries can be read where nothing takes them out', () => {
  const planted = canaries();
  expect(readable(planted.map(({ words }) => words).join('\n'), planted)).toEqual(
    planted.map(({ name }) => name),
  );
});

test('takes every kind of secret out of running text', () => {
  const planted = canaries();
  const left = planted.filter((each) => readable(redactText(each.words), [each]).length > 0);
  expect(left.map(({ words }) => redactText(words))).toEqual([]);
});

test('takes all of them out of one text', () => {
  const planted = canaries();
  const text = planted.map(({ words }) => words).join('\n');
  expect(readable(redactText(text), planted)).toEqual([]);
});

test('says still what happened', () => {
  const [token] = ['a1'.repeat(20)];
  expect(redactText(`sent Authorization: Bearer ${token}, got 401`)).toBe(
    'sent Authorization: Bearer [redacted], got 401',
  );
  expect(redactText(`fetch of https://bot:${token}@git.acme.dev/a failed`)).toBe(
    'fetch of https://bot:[redacted]@git.acme.dev/a failed',
  );
  expect(redactText(`GET /x?private_token=${token}&page=2`)).toBe(
    'GET /x?private_token=[redacted]&page=2',
  );
});

test('leaves words, addresses, digests and names as they are', () => {
  const plain = [
    'a read token is needed',
    'the X-Gitlab-Token header is not the one agreed on',
    'Give one that may read and push to it: on GitLab `forge.token`, and tokens expire; on GitHub the App of `forge.app`, installed there.',
    'Basic authentication is off; bearer tokens are expected.',
    'Basic Authentication required',
    'password: must not be empty',
    'the secret: something that only two know',
    'authorization: denied by policy',
    'Cookie: none was sent',
    'secrets: API_KEY and DB_PASSWORD are pinned',
    'invalid token: https://docs.acme.dev/tokens1',
    'Permission denied on secret: projects/acme-dev/secrets/checkout__API_KEY/versions/1 for somebody',
    'https://gitlab.acme.dev:8443/acme/platform/-/merge_requests/7?page=2',
    'git@gitlab.acme.dev:acme/platform.git',
    `registry.acme.dev:5000/acme/checkout@sha256:${'3f'.repeat(32)}`,
    `commit ${'3f2a9c1e'.repeat(5)}`,
    'environments/production/checkout.yml:12:3 `release.version` must be a string',
    'RUNWAY_REGISTRY_DENIED: the registry refuses to show acme/checkout:1.4.2.',
    'hook-1f0c8a5be2d4 took 12 ms',
  ];
  expect(plain.map(redactText)).toEqual(plain);
});

test('is quick with an error of 100 kB, whatever it is made of', () => {
  const beginnings = [
    ...canaries().flatMap(({ words }) => [words, words.slice(0, 12)]),
    '//a:',
    '//',
    'postgres://',
    'postgres://a:',
    'authorization ',
    'bearer ',
    'cookie:a ',
    'eyJ-',
    'token',
    'token: ',
    "password='",
    '-----BEGIN PRIVATE KEY-----',
    '\\',
    '"',
    '@',
    'a.',
    ' ',
  ];
  const slow = beginnings.filter((start) => {
    const text = start.repeat(Math.ceil(100_000 / start.length));
    const began = performance.now();
    redactText(text);
    return performance.now() - began > 250;
  });
  expect(slow).toEqual([]);
});

test('tells of an error of ours where it was, and of the world’s only what it said', () => {
  const ours = redact(new TypeError('x is undefined'));
  expect(ours).toMatchObject({ name: 'TypeError', stack: expect.stringContaining('redact.test') });
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  expect(redact(refused)).toEqual({ name: 'Error', code: 'ECONNREFUSED', message: 'connect' });
  const cause = Object.assign(new Error('read'), { code: 'ECONNRESET' });
  const details = { code: 'RUNWAY_FORGE_UNREACHABLE', hint: 'Wait.', retry: 'later' } as const;
  expect(redact(new Failure({ ...details, message: 'No answer.', cause }))).toEqual({
    name: 'Failure',
    code: 'RUNWAY_FORGE_UNREACHABLE',
    message: 'No answer.',
    cause: { name: 'Error', code: 'ECONNRESET', message: 'read' },
  });
});

test('no message and no hint of a failure holds a secret', () => {
  const planted = canaries();
  for (const each of planted) {
    const { message, hint, stack } = new Failure({
      code: 'RUNWAY_FORGE_REFUSED',
      message: each.words,
      hint: each.words,
      retry: 'never',
    });
    expect(readable([message, hint, stack].join('\n'), [each])).toEqual([]);
  }
});

test('bears whatever a field holds, and stays small', () => {
  const held = {
    big: 10n,
    bytes: Buffer.from('secret'),
    at: new Date(0),
    url: new URL('https://acme.dev/a'),
    map: new Map([['a', 1]]),
    none: undefined,
    long: 'x'.repeat(100_000),
  };
  const { long, ...rest } = redact(held) as Record<string, unknown>;
  expect(rest).toEqual({
    big: '10',
    bytes: '[6 bytes]',
    at: expect.stringContaining('1970'),
    url: 'https://acme.dev/a',
    map: [['a', 1]],
    none: undefined,
  });
  expect(String(long).length).toBeLessThan(17_000);
});
