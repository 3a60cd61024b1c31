// What a repository may be, and what its cleanup policies may say.

import { invalid } from '../google/refusal.ts';
import type { CleanupPolicy, Repository } from './state.ts';

const LABEL = /^[a-z][a-z0-9_-]{0,62}$/;
const LABEL_VALUE = /^[a-z0-9_-]{0,63}$/;
const MOST_LABELS = 64;
/** https://cloud.google.com/artifact-registry/quotas */
const MOST_POLICIES = 10;

/** Throws INVALID_ARGUMENT: also for what the sandbox has not got, which must not look as if it worked. */
export function checkRepository(repository: Repository): void {
  const { cleanupPolicies, format, kmsKeyName, mode } = repository;
  if (!format || format === 'FORMAT_UNSPECIFIED') {
    throw invalid('repository.format must be specified.');
  }
  if (format !== 'DOCKER') throw invalid(`The sandbox has no repositories of ${format} packages.`);
  if (mode && mode !== 'STANDARD_REPOSITORY' && mode !== 'MODE_UNSPECIFIED') {
    throw invalid(`The sandbox has no repositories of the mode ${mode}.`);
  }
  if (kmsKeyName) throw invalid('The sandbox has no keys: leave repository.kms_key_name out.');
  checkLabels(repository.labels ?? {});
  checkPolicies(cleanupPolicies ?? {});
}

function checkLabels(labels: Readonly<Record<string, string>>): void {
  const entries = Object.entries(labels);
  if (entries.length > MOST_LABELS)
    throw invalid(`No more than ${MOST_LABELS} labels are allowed.`);
  for (const [key, value] of entries) {
    if (!LABEL.test(key)) throw invalid(`Invalid label key "${key}".`);
    if (!LABEL_VALUE.test(value)) throw invalid(`Invalid value "${value}" of label "${key}".`);
  }
}

function checkPolicies(policies: Readonly<Record<string, CleanupPolicy>>): void {
  const entries = Object.entries(policies);
  if (entries.length > MOST_POLICIES) {
    throw invalid(`No more than ${MOST_POLICIES} cleanup policies are allowed.`);
  }
  for (const [key, policy] of entries) {
    const problem = problemOf(key, policy);
    if (problem !== null) throw invalid(`Invalid cleanup policy "${key}": ${problem}.`);
  }
}

function problemOf(key: string, policy: CleanupPolicy): string | null {
  const { action, condition, id, mostRecentVersions } = policy;
  if (!/^[a-z][a-z0-9-]{0,127}$/.test(key)) return 'its ID is not valid';
  if (id && id !== key) return `its ID is "${id}", but it stands under "${key}"`;
  if (action !== 'DELETE' && action !== 'KEEP') return 'its action must be DELETE or KEEP';
  if (mostRecentVersions) {
    if (action !== 'KEEP') return 'most_recent_versions goes with the action KEEP only';
    const count = mostRecentVersions.keepCount ?? 0;
    return count > 0 ? null : 'keep_count must be at least 1';
  }
  if (!condition) return 'it needs a condition or most_recent_versions';
  if (condition.tagState === 'UNTAGGED' && condition.tagPrefixes?.length) {
    return 'tag_prefixes do not go with the tag state UNTAGGED';
  }
  return null;
}
