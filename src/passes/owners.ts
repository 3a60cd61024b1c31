// Who answers for a target.

import { ownersIn } from '../documents/codeowners.ts';
import { deploymentPath } from '../documents/target-documents.ts';
import type { Sha } from '../ports/forge.ts';
import type { Entry } from '../ports/repository.ts';
import type { Target } from '../resources/address.ts';
import type { Outside } from './outside.ts';

/**
 * Where the forges look for it, each in its own order; both forges' own folders first, so that one of them decides:
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners,
 * https://docs.gitlab.com/user/project/codeowners/
 */
const PLACES = ['.github/CODEOWNERS', '.gitlab/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** As for every file that we read. */
const MOST_BYTES = 256 * 1024;

/** Whom the inventory names at this commit, else whom the default branch's CODEOWNERS names for the target's file. */
export async function ownersOf(
  outside: Pick<Outside, 'desired' | 'repository' | 'settings'>,
  commit: Sha,
  target: Target,
): Promise<readonly string[]> {
  const { workload } = await outside.desired.target(commit, target);
  const named = workload?.value.spec.owners;
  if (named !== undefined) return named;
  const text = await codeowners(outside);
  return text === null ? [] : ownersIn(text, deploymentPath(target));
}

/** Only the default branch says who owns what: on any other, anybody could write themselves into it. */
async function codeowners({
  repository,
  settings,
}: Pick<Outside, 'repository' | 'settings'>): Promise<string | null> {
  const head = await repository.head(settings.defaultBranch);
  if (head === null) return null;
  const entries = await repository.entries(head, PLACES);
  const found = PLACES.map((path) => entries.get(path) ?? null).find((entry) => entry !== null);
  if (found === undefined || !isPlain(found)) return null;
  const bytes = (await repository.read([found.blob])).get(found.blob);
  return bytes === undefined ? null : new TextDecoder().decode(bytes);
}

function isPlain({ mode, size }: Entry): boolean {
  return mode.startsWith('100') && size <= MOST_BYTES;
}
