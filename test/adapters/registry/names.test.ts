import { expect, test } from '@jest/globals';
import { parseChallenge } from '../../../src/adapters/registry/http/challenge.ts';
import { endpointsByPrefix, locate } from '../../../src/adapters/registry/endpoint.ts';
import { parseImageName } from '../../../src/adapters/registry/image-name.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['registry.acme.dev/acme/checkout', ['registry.acme.dev', 'acme/checkout', null, null]],
  ['registry.acme.dev:5000/acme/x:1.2', ['registry.acme.dev:5000', 'acme/x', '1.2', null]],
  [`localhost/x:1@${digest}`, ['localhost', 'x', '1', digest]],
  [`[::1]:5000/x@${digest}`, ['[::1]:5000', 'x', null, digest]],
  ['nginx', ['docker.io', 'library/nginx', null, null]],
  ['acme/x:2', ['docker.io', 'acme/x', '2', null]],
])('reads %s', (text, parts) => {
  const found = parseImageName(text);
  expect([found?.host, found?.repository, found?.tag, found?.digest]).toEqual(parts);
});

test.each([
  '',
  'registry.acme.dev/',
  'registry.acme.dev/Acme/x',
  'registry.acme.dev/acme//x',
  'registry.acme.dev/acme/../x',
  'https://registry.acme.dev/acme/x',
  'user@registry.acme.dev/acme/x',
  'registry.acme.dev/acme/x:a b',
  'registry.acme.dev/acme/x@sha256:1234',
])('refuses %j', (text) => {
  expect(parseImageName(text)).toBeNull();
});

test('the longest prefix of whole segments decides, and HTTPS is the default', () => {
  const resolve = endpointsByPrefix({
    'us-docker.pkg.dev': { url: 'https://all.invalid' },
    'us-docker.pkg.dev/acme-runway-dev': { url: 'https://dev.invalid' },
  });

  expect(resolve('us-docker.pkg.dev/acme-runway-dev/checkout').url).toBe('https://dev.invalid');
  expect(resolve('us-docker.pkg.dev/acme-runway-development/x').url).toBe('https://all.invalid');
  expect(resolve('registry.acme.dev/acme/x')).toEqual({ url: 'https://registry.acme.dev' });
});

test('an address with a password in it is refused without repeating it', () => {
  const resolve = endpointsByPrefix({
    'registry.acme.dev': { url: 'https://me:hidden@registry.acme.dev' },
  });
  expect(() => locate(resolve, 'registry.acme.dev/acme/x')).toThrow(
    expect.objectContaining({
      code: 'RUNWAY_SETTINGS_INVALID',
      message: expect.not.stringContaining('hidden'),
    }),
  );
});

test('reads challenges in the forms that registries use', () => {
  expect(
    parseChallenge(
      'Bearer realm="https://a/jwt/auth",service="container_registry",scope="x:y:z,w"',
    ),
  ).toEqual({ type: 'bearer', realm: 'https://a/jwt/auth', service: 'container_registry' });
  expect(parseChallenge('bearer realm=https://a/token')).toEqual({
    type: 'bearer',
    realm: 'https://a/token',
    service: null,
  });
  expect(parseChallenge('Basic realm="Registry"')).toEqual({ type: 'basic' });
  expect(parseChallenge('Negotiate')).toBeNull();
  expect(parseChallenge(null)).toBeNull();
});
