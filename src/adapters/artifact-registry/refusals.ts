// What we refuse ourselves, before Artifact Registry is asked.

import { Failure } from '../../ports/failure.ts';
import type { Target } from '../../resources/address.ts';
import type { Place } from './place.ts';

export function notOurs({ name, location, project }: Place, target: Target): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_REFUSED',
    message: `The image repository ${name} in ${location} (${project}) of ${target} does not carry Runway's labels, so it is left alone.`,
    hint: 'Remove it, or let Runway take it over: name the environment under `adopt` in the inventory file.',
    retry: 'never',
  });
}

export function notDocker({ name, project }: Place, target: Target): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_REFUSED',
    message: `The repository ${name} (${project}) of ${target} does not hold container images.`,
    hint: 'The format of a repository cannot be changed. Remove it, or give the workload another name.',
    retry: 'never',
  });
}

export function gone({ name, project }: Place, target: Target): Failure {
  return new Failure({
    code: 'RUNWAY_RUNTIME_CONFLICT',
    message: `The image repository ${name} (${project}) of ${target} is gone since it was looked at.`,
    hint: 'Nothing was written. Runway looks again and plans anew.',
    retry: 'later',
  });
}
