// Service projects and their registry as the generated repository implies them; every answer is there at once.

import type { Projects } from '#runway/ports/projects.js';
import type { Registry } from '#runway/ports/registry.js';
import type { Sha } from '#runway/ports/forge.js';
import { manifestFile } from '../repository/documents.ts';
import { type GeneratedRelease, releaseOf, workloadNames } from '../repository/names.ts';

/** Where a workload of this name stands, or null when the generator makes none such. */
export function indexOf(name: string): number | null {
  const index = Number(name.split('-').at(-1)) - 1;
  return Number.isInteger(index) && index >= 0 && workloadNames(index).name === name ? index : null;
}

function stepOf(version: string): number | null {
  const [, step] = /^1\.4\.(\d+)$/.exec(version) ?? [];
  return step === undefined ? null : Number(step);
}

const MOST_STEPS = 64;

function releaseWith(name: string, fits: (release: GeneratedRelease) => boolean) {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const release = releaseOf(name, step);
    if (fits(release)) return release;
  }
  return null;
}

export const generatedProjects: Projects = {
  async commit(project, ref) {
    const name = project.replace('acme/', '');
    const step = stepOf(ref);
    if (step !== null) return releaseOf(name, step).commit as Sha;
    return (releaseWith(name, ({ commit }) => commit === ref)?.commit as Sha | undefined) ?? null;
  },
  async files(project, folder) {
    const index = indexOf(project.replace('acme/', ''));
    if (index === null || folder !== '.runway') return [];
    return [{ path: '.runway/runway.yml', text: manifestFile(index) }];
  },
  commits: async (_project, _from, to) => [{ sha: to, title: 'Mend the totals', author: 'Alice' }],
  url: (project) => `https://forge.invalid/${project}`,
  commitUrl: (project, commit) => `https://forge.invalid/${project}/commits/${commit}`,
  compareUrl: (project, from, to) => `https://forge.invalid/${project}/compare/${from}..${to}`,
};

export const generatedRegistry: Registry = {
  async describe(image, reference) {
    const name = image.split('/').at(-1) ?? '';
    if (indexOf(name) === null) return null;
    const release = releaseWith(
      name,
      ({ version, digest }) => version === reference || digest === reference,
    );
    if (release === null) return null;
    const labels = { 'org.opencontainers.image.revision': release.commit };
    return { digest: release.digest, platforms: ['linux/amd64'], labels };
  },
  tags: async () => ['1.4.0', '1.4.1'],
};
