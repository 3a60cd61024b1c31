// Whom a policy can name, and which of those names mean a caller.

import { invalid } from '../refusal.ts';

/** Who calls, as the allow policies name them. */
export interface Caller {
  /** `serviceAccount:…`, `user:…` or `principal://…`. */
  readonly member: string;
  /** The e-mail address; of a federated identity its principal. */
  readonly email: string;
  /** Sets that it belongs to: `principalSet://…`. */
  readonly sets?: readonly string[];
}

export const EVERYBODY = 'allUsers';
const SIGNED_IN = 'allAuthenticatedUsers';

const TYPES = ['user', 'serviceAccount', 'group', 'domain'];

/** Null is a caller without any credential. */
export function means(member: string, caller: Pick<Caller, 'member' | 'sets'> | null): boolean {
  if (member === EVERYBODY) return true;
  if (caller === null) return false;
  if (member === caller.member || caller.sets?.includes(member)) return true;
  if (member === SIGNED_IN) return !caller.member.startsWith('principal:');
  const [, domain] = /^domain:(.+)$/.exec(member) ?? [];
  return (
    domain !== undefined &&
    caller.member.startsWith('user:') &&
    caller.member.endsWith(`@${domain}`)
  );
}

/** Throws INVALID_ARGUMENT in the vendor's words; `exists` says whether a service account does. */
export function checkMember(member: string, exists: (email: string) => boolean): void {
  if (member === EVERYBODY || member === SIGNED_IN) return;
  if (/^principal(Set)?:\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\//.test(member))
    return;
  if (/^deleted:(serviceAccount|user|group):[^\s?]+\?uid=\d+$/.test(member)) return;
  const [, type = '', name = ''] = /^([A-Za-z]+):(\S+)$/.exec(member) ?? [];
  if (!TYPES.includes(type)) {
    throw invalid(
      `The member ${member} is of an unknown type. Please set a valid type prefix for the member.`,
    );
  }
  if (type !== 'domain' && !/^[^@\s]+@[^@\s]+$/.test(name)) {
    throw invalid(`Invalid member: ${member}`);
  }
  if (type === 'serviceAccount' && !exists(name)) {
    throw invalid(`Service account ${name} does not exist.`);
  }
}
