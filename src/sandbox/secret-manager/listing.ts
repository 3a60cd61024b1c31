// Secrets and versions as lists show them: the newest first, and narrowed by what a filter asks of them.

import { millisOf, type Secret, type SecretVersion } from './state.ts';
import type { Look } from './filter.ts';

type Created = Pick<Secret, 'createTime' | 'name'>;

export function newestFirst(a: Created, b: Created): number {
  const [left, right] = [microsOf(a), microsOf(b)];
  if (left !== right) return left < right ? 1 : -1;
  return (a.name ?? '') < (b.name ?? '') ? -1 : 1;
}

/** Times are compared as texts: all are in UTC, as RFC 3339 has them. */
export function lookInto(of: Secret & SecretVersion): Look {
  return (field) => {
    const [head = '', ...rest] = field.split('.');
    const key = rest.join('.');
    if (head === 'name') return of.name ?? '';
    if (head === 'state') return String(of.state ?? '');
    if (head === 'labels') return of.labels?.[key];
    if (head === 'annotations') return of.annotations?.[key];
    if (head === 'version_aliases') return aliasOf(of, key);
    const time = head === 'create_time' ? of.createTime : head === 'expire_time' && of.expireTime;
    return time ? new Date(millisOf(time)).toISOString() : undefined;
  };
}

function aliasOf({ versionAliases }: Secret, key: string): string | undefined {
  const version = versionAliases?.[key];
  return version === undefined ? undefined : String(version);
}

function microsOf({ createTime }: Created): bigint {
  const nanos = BigInt(createTime?.nanos ?? 0);
  return BigInt(String(createTime?.seconds ?? 0)) * 1_000_000n + nanos / 1000n;
}
