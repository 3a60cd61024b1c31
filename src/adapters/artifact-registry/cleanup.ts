// What Artifact Registry removes by itself: content that no tag names, after a time, and nothing else.

import type { WireRepository } from './api.ts';

type Policies = NonNullable<WireRepository['cleanupPolicies']>;

const ID = 'runway-untagged';
const DAY_SECONDS = 86_400;

/** Rules of others that keep something stay; others that delete go, since one could take what a revision needs. */
export function cleanupPoliciesFor(
  untaggedDays: number,
  live: WireRepository['cleanupPolicies'],
): Policies {
  const kept = Object.entries(live ?? {}).filter(([, { action }]) => action === 'KEEP');
  return {
    ...Object.fromEntries(kept),
    [ID]: {
      id: ID,
      action: 'DELETE',
      condition: {
        tagState: 'UNTAGGED',
        olderThan: { seconds: untaggedDays * DAY_SECONDS },
      },
    },
  };
}

/** 0 days where the rule is not there, is only tried out, or is not the only one that deletes. */
export function untaggedDaysIn(repository: WireRepository): number {
  const deleting = Object.values(repository.cleanupPolicies ?? {}).filter(
    ({ action }) => action !== 'KEEP',
  );
  const [only] = deleting;
  const { tagState, olderThan, newerThan, ...prefixes } = only?.condition ?? {};
  const narrowed =
    Number(newerThan?.seconds ?? 0) > 0 ||
    [prefixes.tagPrefixes, prefixes.versionNamePrefixes, prefixes.packageNamePrefixes].some(
      (list) => (list ?? []).length > 0,
    );
  const ours =
    deleting.length === 1 &&
    only?.id === ID &&
    tagState === 'UNTAGGED' &&
    !narrowed &&
    repository.cleanupPolicyDryRun !== true;
  return ours ? Number(olderThan?.seconds ?? 0) / DAY_SECONDS : 0;
}
