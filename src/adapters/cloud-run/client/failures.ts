// What Cloud Run's errors mean to us.

import type { Failure } from '../../../ports/failure.ts';
import { CODE } from '../../google/canonical-code.ts';
import { reasonOf, translated as translatedFrom, type GoogleApi } from '../../google/failures.ts';

/** What was being done, for the sentence: `update checkout in us-east1 (acme-runway-production)`. */
export interface Doing {
  readonly verb: keyof typeof RIGHTS;
  readonly what: string;
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

export function translated(error: unknown, { verb, what }: Doing): Failure {
  return translatedFrom(error, { verb, what, right: RIGHTS[verb] }, CLOUD_RUN);
}
