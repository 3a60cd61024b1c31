// Who may call the API, and for what.

import type { Metadata } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { Caller } from '../../google/allow/members.ts';
import type { Cloud } from '../../google/cloud.ts';
import { denied, Refusal } from './refusal.ts';

export interface Access {
  /** Throws UNAUTHENTICATED. */
  caller(metadata: Metadata): Caller;
  /** Throws PERMISSION_DENIED, for what does not exist too: a project, a region. */
  enter(caller: Caller, place: Place, permission: string): void;
  /** Throws PERMISSION_DENIED unless the caller may let code run as that account. */
  actAs(caller: Caller, account: string): void;
}

/** A region of a project; with an id, one service in it. */
export interface Place {
  readonly project: string;
  readonly region: string;
  readonly id?: string;
}

const HELP =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

export function createAccess(cloud: Cloud, regions: readonly string[]): Access {
  return {
    caller(metadata) {
      const authorization = metadata.get('authorization')[0]?.toString();
      const caller = cloud.caller(authorization);
      if (caller !== null) return caller;
      throw new Refusal(
        status.UNAUTHENTICATED,
        authorization === undefined
          ? `Request is missing required authentication credential. ${HELP}`
          : `Request had invalid authentication credentials. ${HELP}`,
      );
    },
    enter(caller, place, permission) {
      const { region } = place;
      if (region === '-') {
        throw new Refusal(
          status.INVALID_ARGUMENT,
          "Location must be a valid Google Cloud region, and cannot be the '-' wildcard.",
        );
      }
      const resource = resourceOf(place);
      if (!cloud.may(caller, permission, resource)) throw denied(permission, resource);
      if (!regions.includes(region)) {
        throw new Refusal(
          status.PERMISSION_DENIED,
          `Permission denied on 'locations/${region}' (or it may not exist).`,
        );
      }
    },
    actAs(caller, account) {
      const known = cloud.accounts.seen(account);
      const resource = `projects/-/serviceAccounts/${account}`;
      if (known && cloud.may(caller, 'iam.serviceAccounts.actAs', resource)) return;
      throw new Refusal(
        status.PERMISSION_DENIED,
        `Permission 'iam.serviceaccounts.actAs' denied on service account ${account} (or it may not exist).`,
      );
    },
  };
}

function resourceOf({ id = '-', project, region }: Place): string {
  const location = `projects/${project}/locations/${region}`;
  return id === '-' ? location : `${location}/services/${id}`;
}
