// Acme's projects on the forge, their images in the registry, and the GitOps repository that names both.

import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseFile } from '../../documents/parse.ts';
import { editRelease } from '../../documents/edit-release.ts';
import { exampleImages } from '../examples/example-images.ts';
import { exampleProjects } from '../examples/example-projects.ts';
import { pushImage } from '../examples/push-image.ts';
import { platformMembers, serviceMembers } from '../forge/acme.ts';
import type { RunningRegistry } from '../registry/start-registry.ts';
import type { AcmeForge } from './forge.ts';
import { PLATFORM } from './names.ts';

export interface Seeding {
  readonly forge: AcmeForge;
  readonly source: RunningRegistry;
  /** Holds the example `inventory/` and `environments/`. */
  readonly example: string;
  /** How long a release must serve before it is offered on, and a parked target stays: `5s`. */
  readonly soak: string;
  readonly grace: string;
}

/** What the registry holds of a version. */
interface Built {
  readonly commit: string;
  readonly digest: string;
}

/** Safe to repeat: what is there is left alone. */
export async function seedAcme(seeding: Seeding): Promise<void> {
  const built = await seedServices(seeding);
  const files = await platformFiles(seeding, built);
  await seeding.forge.seedProject({
    path: PLATFORM,
    description: 'What runs at Acme, and where: inventory and environments.',
    members: platformMembers,
    commits: [
      { message: 'feat: run checkout, catalog and storefront on Runway', author: 'olga', files },
    ],
  });
}

async function seedServices({ forge, source }: Seeding): Promise<ReadonlyMap<string, Built>> {
  const built = new Map<string, Built>();
  for (const project of exampleProjects()) {
    const { shas } = await forge.seedProject({
      path: project.path,
      description: project.description,
      members: serviceMembers(...project.owners),
      commits: project.commits,
    });
    for (const image of exampleImages().filter(({ service }) => service === project.service)) {
      const index = project.commits.findIndex(({ version }) => version === image.version);
      const commit = shas[index] ?? '';
      const content = await image.build(commit);
      const { repository, version: tag } = image;
      const credentials = { name: 'olga', password: forge.tokens['olga'] ?? '' };
      await pushImage({ url: source.url, credentials, repository, tag, image: content });
      built.set(`${image.service} ${image.version}`, { commit, digest: content.digest });
    }
  }
  return built;
}

async function platformFiles(
  { example, soak, grace }: Seeding,
  built: ReadonlyMap<string, Built>,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const folder of ['inventory', 'environments']) {
    for (const path of await yamlFiles(join(example, folder))) {
      const name = relative(example, path);
      const text = await readFile(path, 'utf8');
      files[name] = name.endsWith('/environment.yml')
        ? hurry(text, { soak, grace })
        : withBuiltRelease(name, text, built);
    }
  }
  return files;
}

async function yamlFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Nobody wants to wait half an hour for a promotion on a laptop. */
function hurry(text: string, { soak, grace }: { soak: string; grace: string }): string {
  return text
    .replace(/^(\s*)promotion:.*$/m, `$1promotion: { soak: ${soak} }`)
    .replace(/^(\s*)removal:.*$/m, `$1removal: { grace: ${grace} }`);
}

/** Digest and commit of the example are those of Acme; here they must be those of the images just built. */
function withBuiltRelease(path: string, text: string, built: ReadonlyMap<string, Built>): string {
  const bytes = Buffer.from(text);
  const parsed = parseFile({ path, mode: '100644', blob: '', size: bytes.length, bytes });
  if (parsed.kind !== 'Deployment' || parsed.document === null) return text;
  const { release, metadata } = parsed.document.value;
  const found = built.get(`${metadata.name} ${release.version}`);
  if (found === undefined || release.manifest === undefined) {
    throw new Error(`${path} names version ${release.version}, which the sandbox does not build`);
  }
  return editRelease(text, { ...found, manifest: release.manifest });
}
