// What Cloud Run's errors mean to us.

import type { Failure } from '../../../ports/failure.ts';
import { CODE } from '../../google/canonical-code.ts';
import type { Location } from '../translation/wire.ts';
import { reasonOf, translated as translatedFrom, type GoogleApi } from '../../google/failures.ts';

/** What was being done, for the sentence: `update checkout in us-east1 (acme-runway-production)`. */
export interface Doing {
  readonly verb: keyof typeof RIGHTS;
  readonly what: string;
  /** The account that it was asked as. Left out: the one that the process runs as. */
  readonly as?: string;
}

/** `named` is the service, or what else of the place. */
export function doing(verb: Doing['verb'], at: Location, named: string): Doing {
  const what = place(named, at);
  return at.as?.type === 'account' ? { verb, what, as: at.as.email } : { verb, what };
}

export function place(name: string, { project, region }: Location): string {
  return `${name} in ${region} (${project})`;
}

const RIGHTS = {
  'look at': 'run.services.get',
  list: 'run.services.list',
  create: 'run.services.create',
  update: 'run.services.update',
  remove: 'run.services.delete',
  rehearse: 'run.services.update',
  'see who may change': 'run.services.getIamPolicy',
  'say who may change': 'run.services.setIamPolicy',
} as const;

const CLOUD_RUN: GoogleApi = {
  name: 'Cloud Run',
  roles: '(roles/run.admin holds the run rights)',
  conflict: (code, verb) =>
    code === CODE.alreadyExists && verb !== 'create'
      ? 'the name of the new revision is taken already'
      : reasonOf(code),
};

export function translated(error: unknown, what: Doing): Failure {
  return translatedFrom(error, { ...what, right: RIGHTS[what.verb] }, CLOUD_RUN);
}
