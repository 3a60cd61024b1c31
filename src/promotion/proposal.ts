// The merge request that carries a release to the next environment.

import { folded, manifestChanges } from '../plan/comment/changes.ts';
import { code, link, prose, text, trusted } from '../plan/comment/escape.ts';
import type { Markdown } from '../plan/comment/escape.ts';
import type { Commits } from '../plan/comment/review.ts';
import { count, minute, shortSha } from '../plan/comment/words.ts';
import type { Difference } from '../plan/plan.ts';
import { splitTarget } from '../resources/address.ts';
import type { Target } from '../resources/address.ts';
import { marker } from './marker.ts';

export interface PromotionStory {
  /** The receiving target. */
  readonly target: Target;
  /** The environment where the release serves. */
  readonly from: string;
  readonly release: { readonly version: string; readonly digest: string };
  /** The version that the receiving file names now; null when there is no file. */
  readonly before: string | null;
  readonly commits: Commits;
  /** ISO 8601. */
  readonly servingSince: string;
  /** As the environment's file says it: `30m`; null when it asks for none. */
  readonly soak: string | null;
  /** What changes in the receiving manifest. */
  readonly differences: readonly Difference[];
}

const MOST_COMMITS = 50;

export function promotionTitle({ target, release }: PromotionStory): string {
  const { environment, workload } = splitTarget(target);
  return `Promote ${workload} ${release.version} to ${environment}`;
}

export function promotionBody(story: PromotionStory): string {
  const parts = [
    trusted(marker({ target: story.target, ...story.release })),
    summary(story),
    evidence(story),
    commits(story.commits),
    folded(
      `Configuration: ${count(story.differences.length, 'difference')} to what is there`,
      manifestChanges(story.differences),
    ),
    decline(story),
  ];
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`;
}

function summary({ target, release, before }: PromotionStory): Markdown {
  const version = `**${text(release.version)}**`;
  const change =
    before === null
      ? `starts ${version} here for the first time`
      : `brings ${text(before)} → ${version}`;
  return trusted(
    `Merging ${change}: ${code(target)}, image ${code(release.digest.slice(0, 19))}. ` +
      'The plan is in the comment below; overrides of this environment stay as they are.',
  );
}

function evidence({ from, servingSince, soak }: PromotionStory): Markdown {
  const asked = soak === null ? 'no soak is asked for' : `a soak of ${text(soak)} was asked for`;
  return trusted(
    `**Evidence:** it serves in ${text(from)} since ${minute(servingSince)}, with exactly this image; ${asked}.`,
  );
}

function commits(known: Commits): Markdown | null {
  switch (known.type) {
    case 'none':
      return null;
    case 'unknown':
      return trusted(`**Commits** are not known: ${prose(known.reason)}`);
    case 'known':
      return list(known);
  }
}

function list({ commits: all, complete, compare }: Extract<Commits, { type: 'known' }>): Markdown {
  if (all.length === 0) return trusted('**Commits:** none; the code is the same.');
  const shown = all.slice(0, MOST_COMMITS).map(({ sha, title, author, url }) => {
    const name = url === null ? code(shortSha(sha)) : link({ text: shortSha(sha), url });
    return `- ${name} ${text(title)} (${text(author)})`;
  });
  const rest = all.length - shown.length;
  const more = rest > 0 || !complete ? ['- … and more'] : [];
  const whole = compare === null ? [] : ['', link(compare)];
  const number = complete
    ? count(all.length, 'commit')
    : `more than ${count(all.length, 'commit')}`;
  return trusted([`**What ships:** ${number}`, '', ...shown, ...more, ...whole].join('\n'));
}

function decline({ target, release }: PromotionStory): Markdown {
  return trusted(
    `**To decline,** close this without merging: ${text(release.version)} is then not offered to ${text(target)} again. ` +
      'A newer release updates it. Reopening takes a decline back.',
  );
}
