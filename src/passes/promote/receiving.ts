// Which environments receive from another.

import type { Outside } from '../outside.ts';

/** Sorted names of the environments at a commit whose `promotesFrom` is this one. */
export async function receivingEnvironments(
  outside: Outside,
  commit: string,
  environment: string,
): Promise<readonly string[]> {
  const files = await outside.desired.environments(commit);
  return files
    .filter(({ value }) => value.spec.promotesFrom === environment)
    .map(({ value }) => value.metadata.name)
    .sort();
}
