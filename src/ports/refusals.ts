// What every provider refuses by itself, whatever it writes to: `what` is named as a sentence begins with it.

import { Failure } from './failure.ts';

/** How something of somebody else's stops being in the way. Only what the provisioner makes can be adopted. */
export type Cure = 'adopt' | 'rename';

const CURES: Readonly<Record<Cure, string>> = {
  adopt:
    'Remove it, or let Runway take it over: name the environment under `adopt` in the inventory file.',
  rename: 'Somebody else made it. Remove it, or give the workload another name.',
};

/** `what`: `The service account run-checkout@acme-dev.iam.gserviceaccount.com of dev/checkout`. */
export function notOurs(what: string, cure: Cure): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_REFUSED',
    message: `${what} is not Runway's, so it is left alone.`,
    hint: CURES[cure],
    retry: 'never',
  });
}

export function stillInUse(what: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `${what} still holds what was deployed, so it is not removed.`,
    hint: 'Remove the file of the target under environments/ first; it goes on when the grace time is over.',
    retry: 'later',
  });
}

export function movedOn(
  what: string,
  how: 'is gone' | 'is there already' | 'was changed',
): Failure {
  return outdated(`${what} ${how} since it was looked at.`);
}

/** The plan rests on something that is not so any more: looking again mends it. */
export function outdated(message: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message,
    hint: 'Nothing was written. Runway looks again and plans anew.',
    retry: 'later',
  });
}
