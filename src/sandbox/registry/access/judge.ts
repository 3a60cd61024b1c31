// Who decides request by request what somebody may do, as Artifact Registry does with IAM: nothing of it is kept.

import type { Refusal } from '../errors.ts';
import type { Grant } from './tokens.ts';

export interface Judge {
  /** Who an access token proves, `serviceAccount:…`; null when it is nobody's. */
  who(accessToken: string): string | null;
  /** Why somebody may not do that with a repository; null when they may. */
  refusal(member: string, grant: Grant): Refusal | null;
  /** Why there can be no image of this path, whoever asks; null where there can. */
  misplaced(repository: string): Refusal | null;
}

/** The user name that goes with an access token as its password. */
export const TOKEN_USER = 'oauth2accesstoken';

/**
 * Whether the subject of a registry token is somebody whom a judge must be asked about. Names of other users never have a
 * colon: basic authentication has no place for one.
 */
export function isMember(subject: string): boolean {
  return subject.includes(':');
}
