// Which address an image name means, and with whose credentials.

import { Failure } from '../../ports/failure.ts';
import { parseImageName } from './image-name.ts';

export interface Endpoint {
  /** Scheme, host and port: `https://registry.acme.dev`. */
  readonly url: string;
  /** Left out: anonymous. */
  readonly username?: string;
  /** Asked for whenever a token is needed, so that it may rotate. */
  readonly password?: () => Promise<string>;
  /** Told that the password was not accepted, where another one may be had. */
  readonly rejected?: () => void;
  /** Who that is, where the password is a token of Google's: for messages, and to tell logins apart. */
  readonly account?: string;
}

/** Tells apart who logs in. */
export function loginOf({ username, account }: Endpoint): string {
  return `${username ?? ''} ${account ?? ''}`;
}

export type ResolveEndpoint = (image: string) => Endpoint;

/** A repository at its endpoint. */
export interface Repository {
  readonly endpoint: Endpoint;
  /** Scheme, host and port, as `URL.origin` writes them. */
  readonly origin: string;
  /** The path after the registry's host: `acme/checkout`. */
  readonly path: string;
  /** As it was named: `registry.acme.dev/acme/checkout`; for messages. */
  readonly image: string;
}

/**
 * Chooses by the longest prefix: a registry's name, or that and the first segments of a path
 * (`us-docker.pkg.dev/acme-runway-dev`). What has no prefix is `https://HOST`, anonymously.
 */
export function endpointsByPrefix(prefixes: Readonly<Record<string, Endpoint>>): ResolveEndpoint {
  const known = Object.entries(prefixes).sort(([a], [b]) => b.length - a.length);
  return (image) => {
    const found = known.find(([prefix]) => image === prefix || image.startsWith(`${prefix}/`));
    if (found !== undefined) return found[1];
    const host = image.split('/')[0] ?? '';
    return { url: host === 'docker.io' ? 'https://registry-1.docker.io' : `https://${host}` };
  };
}

/** Throws RUNWAY_IMAGE_INVALID for a name with a tag or digest, or that is none. */
export function locate(resolve: ResolveEndpoint, image: string): Repository {
  const name = parseImageName(image);
  if (name === null || name.tag !== null || name.digest !== null) throw invalidName(image);
  const endpoint = resolve(`${name.host}/${name.repository}`);
  return { endpoint, origin: originOf(endpoint), path: name.repository, image };
}

function originOf({ url }: Endpoint): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const plain =
    parsed !== null && parsed.username === '' && parsed.password === '' && parsed.pathname === '/';
  if (parsed !== null && plain && /^https?:$/.test(parsed.protocol)) return parsed.origin;
  // The address is not repeated: a mistaken one may hold a password.
  throw new Failure({
    code: 'RUNWAY_SETTINGS_INVALID',
    message: `The address of ${parsed?.host ?? 'a registry'} in the settings is not of the form https://HOST.`,
    hint: 'Give scheme and host only; the user name and password have settings of their own.',
    retry: 'never',
  });
}

function invalidName(image: string): Failure {
  return new Failure({
    code: 'RUNWAY_IMAGE_INVALID',
    message: `${JSON.stringify(image.slice(0, 200))} does not name an image repository.`,
    hint: 'Write HOST/PATH in small letters, without tag or digest: registry.acme.dev/acme/checkout.',
    retry: 'never',
  });
}
