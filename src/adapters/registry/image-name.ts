// Reads image names as people and tools write them.

import type { Digest } from '../../resources/kinds.ts';

export interface ImageName {
  /** With its port where it has one: `registry.acme.dev:5000`. */
  readonly host: string;
  /** The path after the host: `acme/checkout`. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: Digest | null;
}

const DOCKER_HUB = 'docker.io';
const SEGMENT = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*';
const REPOSITORY_PATTERN = new RegExp(`^${SEGMENT}(?:/${SEGMENT})*$`);
const HOST_PATTERN =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const TAG_PATTERN = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST_PATTERN = /^sha256:[0-9a-f]{64}$/;

/**
 * `HOST[:PORT]/PATH[:TAG][@DIGEST]`; null when it is not one. As Docker reads it: a first segment without a dot,
 * a port or the name `localhost` is no host, and such a name lives on Docker Hub, one word of it below `library`.
 */
export function parseImageName(text: string): ImageName | null {
  if (text.length > 512) return null;
  const [named = '', digest, ...more] = text.split('@');
  if (more.length > 0 || (digest !== undefined && !isDigest(digest))) return null;
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  const hasHost = first.includes('.') || first.includes(':') || first === 'localhost';
  const host = hasHost ? first : DOCKER_HUB;
  const { path, tag } = splitTag(hasHost ? named.slice(slash + 1) : named);
  const repository = hasHost || path.includes('/') ? path : `library/${path}`;
  if (!HOST_PATTERN.test(host) || repository.length > 255) return null;
  if (!REPOSITORY_PATTERN.test(repository)) return null;
  if (tag !== null && !TAG_PATTERN.test(tag)) return null;
  return { host, repository, tag, digest: digest ?? null };
}

export function isDigest(text: string): text is Digest {
  return DIGEST_PATTERN.test(text);
}

export function isTag(text: string): boolean {
  return TAG_PATTERN.test(text);
}

function splitTag(path: string): { path: string; tag: string | null } {
  const colon = path.lastIndexOf(':');
  if (colon < 0) return { path, tag: null };
  return { path: path.slice(0, colon), tag: path.slice(colon + 1) };
}
