// What a release must say besides its version: found out, and held against what the file says.

import type { Diagnostic, Document } from '../../../documents/document.ts';
import type {
  Deployment,
  RunwayService,
  Workload,
} from '../../../documents/generated/documents.ts';
import type { Pins } from '../../../documents/pins.ts';
import { splitTarget, type Target } from '../../../resources/address.ts';
import type { Digest } from '../../../resources/kinds.ts';
import type { Outside } from '../../outside.ts';
import { handEdits } from './hand-edits.ts';
import { confirms, knownPairs, type Known } from './known-pairs.ts';
import { type Part, PARTS, type ReleaseBlock, releaseBlock, samePart } from './release-block.ts';
import { findSource } from './source.ts';
import { strangeImage } from './whose-image.ts';

export interface Draft {
  readonly target: Target;
  readonly workload: Document<Workload>;
  readonly deployment: Document<Deployment>;
  /** The same file on the default branch, where it is there. */
  readonly base: ReleaseBlock | null;
  /** Of secrets, on the default branch. */
  readonly basePins: Pins;
  /** Our own commits on this branch, newest first. */
  readonly completed: readonly OwnCommit[];
  /** The same workload's releases in other environments on the default branch. */
  readonly elsewhere: readonly ReleaseBlock[];
}

export interface OwnCommit {
  readonly sha: string;
  /** It says that it completes this target's release. */
  readonly completes: boolean;
  /** The release as the file had it then. */
  readonly block: ReleaseBlock;
  readonly pins: Pins;
}

export interface Completed {
  readonly digest: Digest;
  readonly commit: string;
  readonly manifest: RunwayService;
}

export type CompletionResult =
  /** Nothing is missing. */
  | { readonly type: 'complete'; readonly notices: readonly string[] }
  | {
      readonly type: 'incomplete';
      readonly release: Completed;
      readonly fields: readonly Part[];
      readonly notices: readonly string[];
    }
  | { readonly type: 'impossible'; readonly diagnostics: readonly Diagnostic[] };

/** Reads registry and service project; changes nothing. */
export async function complete(
  outside: Outside,
  draft: Draft,
  signal: AbortSignal,
): Promise<CompletionResult> {
  const written = releaseBlock(draft.deployment.value);
  const same = sameRelease(written, draft.base);
  const { base } = draft;
  const sound = base === null || (await soundBase(outside, base, signal));
  if (same && sound) return { type: 'complete', notices: [] };

  const siblings = [...draft.elsewhere, ...(base === null || !sound ? [] : [base])];
  const known = await knownPairs(outside, written, siblings, signal);
  const stale = (part: Part): boolean => isStale(part, written, { ...draft, sound });
  const digest = chooseDigest(written, known, stale('digest'));
  if (digest === null) return absent(outside, draft, signal);
  if (written.digest !== null && !stale('digest') && !confirms(known, written.digest)) {
    return { type: 'impossible', diagnostics: handEdits(draft, ['digest']) };
  }
  const source = await findSource(outside, { draft, digest }, signal);
  if (source.type === 'missing') return { type: 'impossible', diagnostics: source.diagnostics };

  const release: Completed = { digest, commit: source.commit, manifest: source.manifest };
  const wanted: ReleaseBlock = { ...written, ...release };
  const fields = PARTS.filter((part) => !samePart(part, written, wanted));
  const edited = fields.filter((part) => written[part] !== null && !stale(part));
  if (edited.length > 0) return { type: 'impossible', diagnostics: handEdits(draft, edited) };
  const notices = [...movedTag(draft, written, { known, digest }), ...strangeImage(draft)];
  return fields.length === 0
    ? { type: 'complete', notices }
    : { type: 'incomplete', release, fields, notices };
}

/**
 * Whether the default branch itself says what the version is. A version that was pushed there without its digest
 * is held when it is deployed, so it must not be planned as it stands: it is completed here.
 */
async function soundBase(
  { ledger, registry }: Outside,
  { image, version, digest }: ReleaseBlock,
  signal: AbortSignal,
): Promise<boolean> {
  const pinned = await ledger.pinned(image, version);
  if (pinned !== null && pinned.digest === digest) return true;
  const tagged = await registry.describe(image, version, signal);
  return tagged === null || tagged.digest === digest;
}

/** Version, image and everything completed as on the default branch: only overrides, if anything, changed. */
function sameRelease(written: ReleaseBlock, base: ReleaseBlock | null): boolean {
  if (base === null || base.digest === null || base.commit === null || base.manifest === null)
    return false;
  const parts = PARTS.every((part) => samePart(part, written, base));
  return parts && written.version === base.version && written.image === base.image;
}

/**
 * Left over: the default branch wrote it for another version, or an earlier completion of ours did. Such a value
 * may be written anew; any other was changed by hand.
 */
function isStale(
  part: Part,
  written: ReleaseBlock,
  { base, completed, sound }: Draft & { readonly sound: boolean },
): boolean {
  const sameVersion = base?.version === written.version && base.image === written.image;
  const fromBase = base !== null && samePart(part, written, base);
  if (fromBase && (!sameVersion || !sound || part !== 'digest')) return true;
  return completed.some(({ block }) => samePart(part, written, block));
}

/** What the file says where that is known to be right, else what was first deployed, else what the tag names. */
function chooseDigest(written: ReleaseBlock, known: Known, stale: boolean): Digest | null {
  if (written.digest !== null && confirms(known, written.digest) && !stale) return written.digest;
  return known.pinned ?? known.tagged ?? known.written[0] ?? null;
}

function movedTag(
  { target }: Draft,
  { version }: ReleaseBlock,
  { known, digest }: { known: Known; digest: Digest },
): readonly string[] {
  if (known.tagged === digest) return [];
  if (known.tagged === null) {
    return [
      `The registry has no tag ${version} any more; ${target} keeps the digest that it was known by.`,
    ];
  }
  return [
    `The tag ${version} has moved: it now names ${known.tagged.slice(0, 19)}…. ${target} keeps ` +
      `${digest.slice(0, 19)}…, as it was known by before. To ship the new content, give it a new version.`,
  ];
}

async function absent(
  outside: Outside,
  { target, deployment }: Draft,
  signal: AbortSignal,
): Promise<CompletionResult> {
  const { image, version } = releaseBlock(deployment.value);
  const tags = await outside.registry.tags(image, signal);
  const newest = tags.slice(-5).reverse().join(', ');
  const { workload } = splitTarget(target);
  const summary = `The registry has no version ${version} of ${workload}.`;
  const hint =
    tags.length === 0
      ? `Push an image to ${image}:${version}, or correct \`release.image\`.`
      : `Push ${image}:${version} first, or choose one that is there: ${newest}.`;
  const at = deployment.locate('/release/version');
  return { type: 'impossible', diagnostics: [{ severity: 'error', summary, hint, at }] };
}
