// What a new thing is, in the rest of a sentence that ends in `is created`.

import type { Kinds } from '../../resources/kinds.ts';
import type { Resource } from '../../resources/resource.ts';
import { count, list, quoted, who } from './words.ts';

export function made(resource: Resource): string {
  switch (resource.kind) {
    case 'ServiceAccount':
      return ` ${roles(resource.spec)}`;
    case 'Trust':
      return trust(resource.spec);
    case 'VaultRole':
      return login(resource.spec);
    case 'ImageRepository':
      return repository(resource.spec);
    case 'ParkedService':
      return `, closed and without instances, for ${who(resource.spec.deployer)} to deploy to`;
    case 'VaultPolicy':
      return ' with the rules below';
    case 'Image':
    case 'Secret':
    case 'Service':
    case 'Traffic':
    case 'Endpoint':
      return '';
  }
}

function roles({ roles: whole, limitedRoles }: Kinds['ServiceAccount']): string {
  const names = [
    ...whole.map(quoted),
    ...limitedRoles.map(({ role, prefix }) => `${quoted(role)} on ${quoted(`${prefix}…`)} alone`),
  ];
  return names.length === 0 ? 'without any role' : `with ${list(names)}`;
}

function trust({ impersonators, actsAs }: Kinds['Trust']): string {
  const one = impersonators.length === 0 ? 'nobody' : list(impersonators.map(who));
  const alone = impersonators.length === 0 ? '' : ' and nobody else';
  return `: ${one}${alone} may act as it, and it may deploy what runs as ${who(actsAs)}`;
}

/** As long as a login lasts; the token itself is shorter-lived, and Google's or the forge's business. */
function login({ auth, claims, policies, ttlSeconds }: Kinds['VaultRole']): string {
  const asked = Object.entries(claims).map(([claim, wanted]) =>
    typeof wanted === 'string'
      ? `whose ${claim} is ${quoted(wanted)}`
      : `whose ${claim} include ${wanted.map(quoted).join(' or ')}`,
  );
  const whom = asked.length === 0 ? 'anybody' : `those ${list(asked)}`;
  const policy = list(policies.map(quoted));
  return `: ${whom} may log in at ${quoted(auth)}, with policy ${policy} for ${lasting(ttlSeconds)}`;
}

function repository({ writers, readers, untaggedDays }: Kinds['ImageRepository']): string {
  const write = list(writers.map(who)) || 'nobody';
  const read = list(readers.map(who)) || 'nobody else';
  return `: ${write} may write and ${read} read; untagged content goes after ${count(untaggedDays, 'day')}`;
}

function lasting(seconds: number): string {
  if (seconds % 3_600 === 0) return count(seconds / 3_600, 'hour');
  return seconds % 60 === 0 ? count(seconds / 60, 'minute') : count(seconds, 'second');
}
