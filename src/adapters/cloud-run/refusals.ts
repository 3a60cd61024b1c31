// What we refuse ourselves, before Cloud Run is asked.

import { Failure } from '../../ports/failure.ts';
import type { Target } from '../../resources/address.ts';

export function notOurs(target: Target, region: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_REFUSED',
    message: `The service of ${target} in ${region} does not carry Runway's labels, so it is left alone.`,
    hint: 'Somebody else made it. Remove it, or give the workload another name.',
    retry: 'never',
  });
}

export function inUse(target: Target, region: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `The service of ${target} in ${region} still holds what was deployed, so it is not removed.`,
    hint: 'Remove the file of the target under environments/ first; it goes on when the grace time is over.',
    retry: 'later',
  });
}

export function movedOn(target: Target, region: string, how: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `The service of ${target} in ${region} ${how} since it was looked at.`,
    hint: 'Nothing was written. Runway looks again and plans anew.',
    retry: 'later',
  });
}

export function unknownShare(target: Target, template: string): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `No revision of ${target} that serves holds the template ${template}.`,
    hint: 'Nothing was written. Runway looks again and plans anew.',
    retry: 'later',
  });
}
