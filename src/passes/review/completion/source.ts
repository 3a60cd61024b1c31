// Where a release comes from: its commit and its manifest in the service project.

import type { Diagnostic } from '../../../documents/document.ts';
import type { RunwayService } from '../../../documents/generated/documents.ts';
import { renderManifest } from '../../../documents/render-manifest.ts';
import type { ImageDescription } from '../../../ports/registry.ts';
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
  const commit = await commitOf(outside, { project, version, described });
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

/** The image's own label where the project knows that commit, else the project's tag for the version. */
async function commitOf(
  outside: Outside,
  {
    project,
    version,
    described,
  }: { project: string; version: string; described: ImageDescription },
) {
  const label = described.labels[REVISION_LABEL];
  for (const ref of [label, version, `v${version}`]) {
    if (ref === undefined || ref === '') continue;
    const commit = await outside.projects.commit(project, ref);
    if (commit !== null) return commit;
  }
  return null;
}

function missing({ deployment }: Draft, summary: string, hint: string): Source {
  const at = deployment.locate('/release/version');
  return { type: 'missing', diagnostics: [{ severity: 'error', summary, hint, at }] };
}
