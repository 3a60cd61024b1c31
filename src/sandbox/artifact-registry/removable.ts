// Which versions of a repository its cleanup policies remove.
// https://cloud.google.com/artifact-registry/docs/repositories/cleanup-policy-overview

import type { ImageVersion } from './content.ts';
import type { CleanupPolicy } from './state.ts';

type Condition = NonNullable<CleanupPolicy['condition']>;
type Duration = NonNullable<Condition['olderThan']>;

/** A keep policy wins over every delete policy, and what a version that stays is made of stays with it. */
export function removable(
  versions: readonly ImageVersion[],
  policies: readonly CleanupPolicy[],
  nowMs: number,
): readonly ImageVersion[] {
  const fits = (action: string, version: ImageVersion): boolean =>
    policies.some(
      (policy) => policy.action === action && matches(policy, version, { versions, nowMs }),
    );
  const doomed = versions.filter((version) => fits('DELETE', version) && !fits('KEEP', version));
  return withoutPartsOf(
    versions.filter((version) => !doomed.includes(version)),
    doomed,
  );
}

interface Among {
  readonly versions: readonly ImageVersion[];
  readonly nowMs: number;
}

function matches(policy: CleanupPolicy, version: ImageVersion, among: Among): boolean {
  const { condition, mostRecentVersions } = policy;
  if (condition) return meets(condition, version, among.nowMs);
  if (!mostRecentVersions) return false;
  const { keepCount, packageNamePrefixes } = mostRecentVersions;
  if (!begins(version.package, packageNamePrefixes)) return false;
  const newer = among.versions.filter(
    (other) => other.package === version.package && other.uploadedAt > version.uploadedAt,
  );
  return newer.length < (keepCount ?? 0);
}

function meets(condition: Condition, version: ImageVersion, nowMs: number): boolean {
  const { newerThan, olderThan, packageNamePrefixes, tagPrefixes, tagState } = condition;
  const age = nowMs - version.uploadedAt.getTime();
  const tagged = version.tags.length > 0;
  return (
    !(tagState === 'TAGGED' && !tagged) &&
    !(tagState === 'UNTAGGED' && tagged) &&
    (!tagPrefixes?.length || version.tags.some((tag) => begins(tag, tagPrefixes))) &&
    begins(version.digest, condition.versionNamePrefixes) &&
    begins(version.package, packageNamePrefixes) &&
    (!olderThan || age > millisOf(olderThan)) &&
    (!newerThan || age < millisOf(newerThan))
  );
}

/** No prefixes: anything. */
function begins(text: string, prefixes: readonly string[] | null | undefined): boolean {
  return !prefixes?.length || prefixes.some((prefix) => text.startsWith(prefix));
}

/** An index that stays keeps what it lists, and so on inwards. */
function withoutPartsOf(
  staying: readonly ImageVersion[],
  doomed: readonly ImageVersion[],
): readonly ImageVersion[] {
  const kept = doomed.filter((version) =>
    staying.some(
      (other) => other.package === version.package && other.parts.includes(version.digest),
    ),
  );
  if (kept.length === 0) return doomed;
  return withoutPartsOf(
    kept,
    doomed.filter((version) => !kept.includes(version)),
  );
}

function millisOf({ nanos, seconds }: Duration): number {
  return Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1_000_000;
}
