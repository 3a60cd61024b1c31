// Writes the promotion's branch and opens, or brings up to date, its merge request.

import { editRelease } from '../../documents/edit-release.ts';
import { newDeployment } from '../../documents/new-deployment.ts';
import type { CompleteRelease } from '../../documents/release.ts';
import { renderManifest } from '../../documents/render-manifest.ts';
import { deploymentPath } from '../../documents/target-documents.ts';
import type { Sha } from '../../ports/forge.ts';
import { promotionBranch } from '../../promotion/branch.ts';
import { promotionBody, promotionTitle, type PromotionStory } from '../../promotion/proposal.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Outside } from '../outside.ts';
import { writeOwnBranch } from '../own-branch.ts';
import { commitsOf } from '../review/commits.ts';
import { manifestDifferences } from '../review/manifest-differences.ts';
import type { Considered } from './consider.ts';

export interface Proposed {
  /** Of the merge request. */
  readonly number: number;
  /** In how many milliseconds more can be told of what ships, where it could not be now; else null. */
  readonly againMs: number | null;
}

/** Null when the release has no usable manifest for this environment. */
export async function propose(
  outside: Outside,
  considered: Considered,
  offered: CompleteRelease,
): Promise<Proposed | null> {
  const { target, workload } = considered;
  const { environment, workload: name } = splitTarget(target);
  const project = workload.value.spec.project;
  const files = await outside.projects.files(project, '.runway', offered.commit as Sha);
  const rendered = renderManifest({
    files,
    workload: name,
    environment,
    project,
    commit: offered.commit,
  });
  if (rendered.manifest === null) {
    const problems = rendered.diagnostics.map(({ summary }) => summary);
    outside.log.warn('no manifest to promote', { target, version: offered.version, problems });
    return null;
  }
  const release = { ...offered, manifest: rendered.manifest };
  const written = await writeBranch(outside, considered, release);
  if (!written) return null;
  const { story, againMs } = await storyOf(outside, considered, release);
  const proposed = await outside.forge.propose({
    branch: promotionBranch(target),
    target: outside.settings.defaultBranch,
    title: promotionTitle(story),
    body: promotionBody(story),
  });
  return { number: proposed.number, againMs };
}

function writeBranch(
  outside: Outside,
  { target, commit, receiving }: Considered,
  release: CompleteRelease,
): Promise<boolean> {
  const { environment, workload } = splitTarget(target);
  return writeOwnBranch(outside, {
    branch: promotionBranch(target),
    commit,
    path: deploymentPath(target),
    text:
      receiving === null
        ? newDeployment({ name: workload, release })
        : editRelease(receiving.text, release),
    message:
      `feat(${environment}): promote ${workload} ${release.version}\n\n` +
      `Runway-Promotes: ${target}\n`,
  });
}

async function storyOf(
  outside: Outside,
  { target, from, workload, receiving, question }: Considered,
  release: CompleteRelease,
): Promise<{ readonly story: PromotionStory; readonly againMs: number | null }> {
  const before = receiving?.value.release ?? null;
  const servingSince = question.source.servingSince ?? outside.clock.now();
  const { commits, againMs } = await commitsOf(outside, {
    project: workload.value.spec.project,
    from: before?.commit,
    to: release.commit,
  });
  const story = {
    target,
    from,
    release,
    before: before?.version ?? null,
    commits,
    servingSince: servingSince.toISOString(),
    soak: question.receiving.environment.spec.promotion?.soak ?? null,
    differences: manifestDifferences(before?.manifest?.spec ?? {}, release.manifest.spec),
  };
  return { story, againMs };
}
