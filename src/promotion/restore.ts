// The merge request that brings back the file that last served, after a release has failed.

import { code, fence, prose, reference, text, trusted } from '../plan/comment/escape.ts';
import type { Markdown } from '../plan/comment/escape.ts';
import { splitTarget } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';

export interface RestoreStory {
  readonly target: Target;
  /** The merge request that brought the release that failed, as the forge links it; null for a direct push. */
  readonly mergeRequest: string | null;
  /** The release that failed. */
  readonly release: { readonly version: string } | null;
  /** What happened, in one sentence. */
  readonly reason: string;
  /** The runtime's own words. */
  readonly detail: string;
  readonly hint: string;
}

export function restoreTitle({ target, release }: RestoreStory): string {
  const { environment, workload } = splitTarget(target);
  const failed = release === null ? '' : `: ${release.version} failed`;
  return `Restore ${workload} in ${environment}${failed}`;
}

export function restoreBody(story: RestoreStory): string {
  const { target, detail, hint } = story;
  const { environment, workload } = splitTarget(target);
  const file = `environments/${environment}/${workload}.yml`;
  const parts: (Markdown | null)[] = [
    trusted(`${what(story)} ${prose(story.reason)}`),
    detail.trim() === '' ? null : fence(detail, 'text'),
    hint === '' ? null : trusted(`**What to do:** ${prose(hint)}`),
    trusted(
      `**Merging** puts ${code(file)} back to what last served, so that Git and the world agree again. ` +
        'Nobody notices: that revision never stopped serving.',
    ),
    trusted('**Or go forward:** merge a change that works. This one then closes by itself.'),
  ];
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`;
}

function what({ target, release, mergeRequest }: RestoreStory): string {
  const version = release === null ? 'The last change' : text(release.version);
  const from = mergeRequest === null ? '' : ` (${reference(mergeRequest)})`;
  return `**${version} does not run in ${text(target)}**${from}.`;
}
