// What Cloud Run says when it will not do something, in the vendor's words.

import { CloudRefusal } from '../../google/refusal.ts';

/** `path` is the field as the vendor writes it: `template.containers[0].env`. */
export function invalid(path: string, words: string): CloudRefusal {
  return new CloudRefusal('INVALID_ARGUMENT', `${path}: ${words}`);
}

export function missing(kind: 'SERVICE' | 'REVISION', id: string, where: Place): CloudRefusal {
  return new CloudRefusal(
    'NOT_FOUND',
    `Resource '${id}' of kind '${kind}' in region '${where.region}' in project '${where.project}' does not exist.`,
  );
}

export function denied(permission: string, resource: string): CloudRefusal {
  return new CloudRefusal(
    'PERMISSION_DENIED',
    `Permission '${permission}' denied on resource '${resource}' (or resource may not exist).`,
  );
}

interface Place {
  readonly project: string;
  readonly region: string;
}
