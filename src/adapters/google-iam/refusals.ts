// What we refuse ourselves, before IAM is asked.

import { Failure } from '../../ports/failure.ts';
import type { Target } from '../../resources/address.ts';

export function notOurs(email: string, target: Target): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_REFUSED',
    message: `The service account ${email} of ${target} was not made by Runway, so it is left alone.`,
    hint: 'Remove it, or let Runway take it over: name the environment under `adopt` in the inventory file.',
    retry: 'never',
  });
}

export function gone(email: string, target: Target): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `The service account ${email} of ${target} is gone since it was looked at.`,
    hint: 'Nothing was written. Runway looks again and plans anew.',
    retry: 'later',
  });
}
