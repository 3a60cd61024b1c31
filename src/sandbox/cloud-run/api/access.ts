// Who may call the API, and for what.

import type { Caller } from '../../google/allow/members.ts';
import type { Cloud } from '../../google/cloud.ts';
import { CloudRefusal } from '../../google/refusal.ts';
import { denied } from './refusal.ts';

export interface Access {
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

export function createAccess(cloud: Cloud, regions: readonly string[]): Access {
  return {
    enter(caller, place, permission) {
      const { region } = place;
      if (region === '-') {
        throw new CloudRefusal(
          'INVALID_ARGUMENT',
          "Location must be a valid Google Cloud region, and cannot be the '-' wildcard.",
        );
      }
      const resource = resourceOf(place);
      if (!cloud.may(caller, permission, resource)) throw denied(permission, resource);
      if (!regions.includes(region)) {
        throw new CloudRefusal(
          'PERMISSION_DENIED',
          `Permission denied on 'locations/${region}' (or it may not exist).`,
        );
      }
    },
    actAs(caller, account) {
      const known = cloud.accounts.seen(account);
      const resource = `projects/-/serviceAccounts/${account}`;
      if (known && cloud.may(caller, 'iam.serviceAccounts.actAs', resource)) return;
      throw new CloudRefusal(
        'PERMISSION_DENIED',
        `Permission 'iam.serviceaccounts.actAs' denied on service account ${account} (or it may not exist).`,
      );
    },
  };
}

function resourceOf({ id = '-', project, region }: Place): string {
  const location = `projects/${project}/locations/${region}`;
  return id === '-' ? location : `${location}/services/${id}`;
}
