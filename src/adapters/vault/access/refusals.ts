// What we refuse ourselves, before anything is written.

import { Failure } from '../../../ports/failure.ts';
import type { Target } from '../../../resources/address.ts';

/** `what`: `policy runway-dev-checkout`. */
export function notOurs(what: string, target: Target): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_REFUSED',
    message: `Vault’s ${what}, which ${target} is to have, was not made by Runway, so it is left alone.`,
    hint: 'Remove it, or let Runway take it over: name the environment under `adopt` in the inventory file.',
    retry: 'never',
  });
}

export function movedOn(what: string, target: Target): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `Vault’s ${what} of ${target} was changed since it was looked at.`,
    hint: 'Nothing was written. Runway looks again and plans anew.',
    retry: 'later',
  });
}
