// The failures of registries, in words.

import { Failure } from '../../../ports/failure.ts';
import type { Repository } from '../endpoint.ts';
import { ConnectionBroken } from './request.ts';

export function denied({ endpoint, image }: Repository, words: string): Failure {
  return new Failure({
    code: 'RUNWAY_REGISTRY_DENIED',
    message: `The registry does not let Runway at ${image}${said(words)}.`,
    hint:
      endpoint.account === undefined
        ? `Check the user name and password that the settings give for ${image}: to read it needs the right to pull (read_registry on GitLab), to mirror into it the right to push.`
        : `Grant ${endpoint.account} roles/artifactregistry.reader on that repository to read it, or roles/artifactregistry.writer to mirror into it.`,
    retry: 'never',
    ...(endpoint.account === undefined ? {} : { who: endpoint.account }),
  });
}

export interface Unreachable {
  readonly image: string;
  readonly words: string;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

export function unreachable({ image, words, retryAfterMs, cause }: Unreachable): Failure {
  return new Failure({
    code: 'RUNWAY_REGISTRY_UNREACHABLE',
    message: `The registry of ${image} could not be reached${said(words)}.`,
    hint: 'It is tried again by itself. If it lasts, check that the registry is up and that its address in the settings is right.',
    retry: 'later',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    cause,
  });
}

/** A broken connection as a Failure; anything else as it is. */
export function broken(image: string, error: unknown): unknown {
  if (!(error instanceof ConnectionBroken)) return error;
  const retryAfterMs = error.restMs ?? undefined;
  return unreachable({ image, words: error.message, retryAfterMs, cause: error });
}

export function refused(image: string, words: string): Failure {
  return new Failure({
    code: 'RUNWAY_REGISTRY_REFUSED',
    message: `The registry of ${image} refused the request${said(words)}.`,
    hint: 'The answer is the registry’s own. Check the image’s name, and that the repository exists and takes such images.',
    retry: 'never',
  });
}

export function gone(image: string, what: string): Failure {
  return new Failure({
    code: 'RUNWAY_IMAGE_INVALID',
    message: `${image} has no ${what}.`,
    hint: 'It was never pushed there, or a clean-up removed it. Push the image again, or release a version that is there.',
    retry: 'never',
  });
}

export function invalid(image: string, digest: string, problem: string): Failure {
  return new Failure({
    code: 'RUNWAY_IMAGE_INVALID',
    message: `${digest} of ${image} ${problem}.`,
    hint: 'Nothing of it was used. Push the image again; if it happens again, the registry or something before it changes contents.',
    retry: 'never',
  });
}

function said(words: string): string {
  return words === '' ? '' : `: ${words}`;
}
