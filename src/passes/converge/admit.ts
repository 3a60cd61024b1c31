// The beginning of a converging: which merge request it is for, recorded before anything is changed.

import type { Convergence, ReleaseRecord } from '../../ports/ledger.ts';
import type { Outside } from '../outside.ts';
import type { Situation } from './look.ts';

/** The converging of this intent that is under way, or a new one; an older one then ends as superseded. */
export async function admit(outside: Outside, situation: Situation): Promise<Convergence> {
  const { latest, intent, target, commit, asked } = situation;
  if (latest?.intent === intent && mayGoOn(outside, latest)) return latest;

  const mergeRequest = await causeOf(outside, situation);
  const begun = await outside.ledger.begin(
    {
      target,
      intent,
      commit,
      mergeRequest,
      release: asked.type === 'release' ? recordOf(asked.compiled.release) : null,
    },
    mergeRequest === null ? commitWord(commit) : outside.forge.reference(mergeRequest),
  );
  if (latest?.outcome === null) await requestReview(outside, latest.mergeRequest);
  return begun;
}

/** As people name a commit that no merge request brought. */
export function commitWord(commit: string): string {
  return `commit ${commit.slice(0, 8)}`;
}

/** Where what is there is kept as it should be, a failure is not the end: the same converging tries again. */
function mayGoOn({ program }: Outside, { outcome }: Convergence): boolean {
  return outcome === null || (program.heals && outcome.type === 'failed');
}

export async function requestReview(outside: Outside, mergeRequest: number | null): Promise<void> {
  if (mergeRequest === null) return;
  await outside.queue.request([{ pass: 'review', key: String(mergeRequest) }]);
}

function recordOf(release: ReleaseRecord | null): ReleaseRecord | null {
  if (release === null) return null;
  const { version, image, digest, commit } = release;
  return { version, image, digest, commit };
}

/** The merge request that last changed one of the target's files, or null for a direct push. */
export async function causeOf(
  outside: Outside,
  { target, commit }: Pick<Situation, 'target' | 'commit'>,
): Promise<number | null> {
  const newest = await outside.repository.lastChange(commit, outside.program.pathsOf(target));
  return newest === null ? null : ((await outside.forge.mergeRequestOf(newest))?.number ?? null);
}
