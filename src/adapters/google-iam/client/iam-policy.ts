// An allow policy as both APIs answer it.

import type { Policy } from '../../google/policy-writer.ts';

export interface IamPolicy extends Policy {
  readonly etag?: string | null;
}
