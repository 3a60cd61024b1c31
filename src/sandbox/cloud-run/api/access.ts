// Who may call the API, and where.

import type { Metadata } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { Location } from '../names.ts';
import { denied, Refusal } from './refusal.ts';

export interface Caller {
  /** The bearer token that proves it. */
  readonly token: string;
  readonly email: string;
}

export interface Access {
  /** Throws UNAUTHENTICATED. */
  caller(metadata: Metadata): Caller;
  /** Throws PERMISSION_DENIED for a project that is none of ours, or a region that does not exist. */
  enter(location: Location, permission: string): void;
  /** Whether an Authorization header belongs to somebody known. */
  known(authorization: string | undefined): boolean;
}

export interface AccessRules {
  readonly callers: readonly Caller[];
  readonly projects: readonly string[];
  readonly regions: readonly string[];
}

const HELP =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

export function createAccess({ callers, projects, regions }: AccessRules): Access {
  function find(authorization: string | undefined): Caller | undefined {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    return callers.find((caller) => caller.token === token);
  }
  return {
    caller(metadata) {
      const authorization = metadata.get('authorization')[0]?.toString();
      const caller = find(authorization);
      if (caller !== undefined) return caller;
      throw new Refusal(
        status.UNAUTHENTICATED,
        authorization === undefined
          ? `Request is missing required authentication credential. ${HELP}`
          : `Request had invalid authentication credentials. ${HELP}`,
      );
    },
    enter({ project, region }, permission) {
      const resource = `projects/${project}/locations/${region}`;
      if (region === '-') {
        throw new Refusal(
          status.INVALID_ARGUMENT,
          "Location must be a valid Google Cloud region, and cannot be the '-' wildcard.",
        );
      }
      if (!projects.includes(project)) throw denied(permission, resource);
      if (!regions.includes(region)) {
        throw new Refusal(
          status.PERMISSION_DENIED,
          `Permission denied on 'locations/${region}' (or it may not exist).`,
        );
      }
    },
    known: (authorization) => find(authorization) !== undefined,
  };
}
