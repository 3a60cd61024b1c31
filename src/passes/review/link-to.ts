// A merge request as a link: its short name, and where it is.

import type { Link } from '../../plan/comment/review.ts';
import type { MergeRequest } from '../../ports/forge.ts';
import type { Outside } from '../outside.ts';

/** Null for none. */
export function linkTo({ forge }: Pick<Outside, 'forge'>, found: MergeRequest | null): Link | null {
  return found === null ? null : { text: forge.reference(found.number), url: found.url };
}
