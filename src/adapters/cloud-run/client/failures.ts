// What is done at Cloud Run, and what its errors mean to us.

import { CODE } from '../../google/canonical-code.ts';
import { reasonOf, type Doing, type GoogleApi } from '../../google/failures.ts';
import type { Location } from '../translation/wire.ts';

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

export type Verb = keyof typeof RIGHTS;

export const CLOUD_RUN: GoogleApi = {
  name: 'Cloud Run',
  roles: '(roles/run.admin holds the run rights)',
  conflict: (code, verb) =>
    code === CODE.alreadyExists && verb !== 'create'
      ? 'the name of the new revision is taken already'
      : reasonOf(code),
};

/** `named` is the service, or what else of the place. */
export function doing(verb: Verb, at: Location, named: string): Doing {
  const plain = { verb, right: RIGHTS[verb], what: place(named, at) };
  return at.as?.type === 'account' ? { ...plain, as: at.as.email } : plain;
}

export function place(name: string, { project, region }: Location): string {
  return `${name} in ${region} (${project})`;
}
