// Where a release comes from: its commit and its manifest in the service project.

import type { Diagnostic } from '../../../documents/document.ts';
import type { RunwayService } from '../../../documents/generated/documents.ts';
import { renderManifest } from '../../../documents/render-manifest.ts';
import type { ImageDescription } from '../../../ports/registry.ts';
import type { Sha } from '../../../ports/forge.ts';
import { splitTarget } from '../../../resources/address.ts';
import type { Digest } from '../../../resources/kinds.ts';
import type { Outside } from '../../outside.ts';
import type { Draft } from './complete.ts';
import { releaseBlock } from './release-block.ts';

export type Source =
  | { readonly type: 'found'; readonly commit: string; readonly manifest: RunwayService }
  | { readonly type: 'missing'; readonly diagnostics: readonly Diagnostic[] };

/** Label of the OCI image specification, annotations: the source commit of an image. */
const REVISION_LABEL = 'org.opencontainers.image.revision';
const PLATFORM = 'linux/amd64';
const COMMIT = /^[0-9a-f]{7,64}$/;

export async function findSource(
  outside: Outside,
  { draft, digest }: { draft: Draft; digest: Digest },
  signal: AbortSignal,
): Promise<Source> {
  const { image, version } = releaseBlock(draft.deployment.value);
  const described = await outside.registry.describe(image, digest, signal);
  if (described === null)
    return missing(
      draft,
      `${image}@${digest.slice(0, 19)}… is not in the registry.`,
      'Push the image again, or choose another version.',
    );
  if (!described.platforms.includes(PLATFORM)) {
    const has = described.platforms.join(', ') || 'no platform that it names';
    return missing(
      draft,
      `${image}:${version} is not built for ${PLATFORM}; it has ${has}.`,
      `Build it with --platform ${PLATFORM}.`,
    );
  }
  const project = draft.workload.value.spec.project;
  const commit = await commitOf(outside, { draft, described });
  if (commit === null) {
    return missing(
      draft,
      `The source commit of ${version} is unknown: the image has no ${REVISION_LABEL} label and ${project} has no tag ${version} or v${version}.`,
      `Label the image with its commit, or tag the commit ${version} in ${project}.`,
    );
  }
  const { environment, workload } = splitTarget(draft.target);
  const files = await outside.projects.files(project, '.runway', commit);
  const rendered = renderManifest({ files, workload, environment, project, commit });
  const errors = rendered.diagnostics.filter(({ severity }) => severity === 'error');
  return rendered.manifest === null || errors.length > 0
    ? { type: 'missing', diagnostics: rendered.diagnostics }
    : { type: 'found', commit, manifest: rendered.manifest };
}

/**
 * The image's own label where the project knows that commit; else the commit that the same release has on the default
 * branch, for tags move and a release does not; else the project's tag for the version.
 */
async function commitOf(
  outside: Outside,
  { draft, described }: { draft: Draft; described: ImageDescription },
): Promise<Sha | null> {
  const { version } = releaseBlock(draft.deployment.value);
  const project = draft.workload.value.spec.project;
  const label = described.labels[REVISION_LABEL];
  // The label may hold anything: what names a branch would be another commit tomorrow.
  const labelled = label !== undefined && COMMIT.test(label) ? label : null;
  for (const ref of [labelled, writtenElsewhere(draft, described), version, `v${version}`]) {
    if (ref === null) continue;
    const commit = await outside.projects.commit(project, ref);
    if (commit !== null) return commit;
  }
  return null;
}

function writtenElsewhere(draft: Draft, { digest }: ImageDescription): string | null {
  const { image, version } = releaseBlock(draft.deployment.value);
  const others = [...(draft.base === null ? [] : [draft.base]), ...draft.elsewhere];
  const same = others.find(
    (other) =>
      other.commit !== null &&
      other.image === image &&
      other.version === version &&
      other.digest === digest,
  );
  return same?.commit ?? null;
}

function missing({ deployment }: Draft, summary: string, hint: string): Source {
  const at = deployment.locate('/release/version');
  return { type: 'missing', diagnostics: [{ severity: 'error', summary, hint, at }] };
}
