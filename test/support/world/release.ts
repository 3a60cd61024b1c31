// Deployments as the bot completes them, for worlds that begin with something running.

import { newDeployment } from '../../../src/documents/new-deployment.ts';
import { renderManifest } from '../../../src/documents/render-manifest.ts';
import { splitTarget, type Target } from '../../../src/resources/address.ts';
import type { ServiceProject } from './service-project.ts';

export function completeDeployment(
  project: ServiceProject,
  target: Target,
  version: string,
): string {
  const { environment, workload } = splitTarget(target);
  const commit = project.commit(version);
  const { manifest } = renderManifest({
    files: project.files(version),
    workload,
    environment,
    project: `acme/${workload}`,
    commit,
  });
  if (manifest === null) throw new Error(`${version} of ${workload} has no usable manifest`);
  const release = {
    version,
    image: project.image,
    digest: project.digest(version),
    commit,
    manifest,
  };
  return newDeployment({ name: workload, release });
}
