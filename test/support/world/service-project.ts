// A service project with its registry: versions that are pushed, tagged, moved and forgotten.

import { createHash } from 'node:crypto';
import { createMemoryProjects, type MemoryCommit } from '../../../src/adapters/memory/projects.ts';
import { createMemoryRegistry, type MemoryImage } from '../../../src/adapters/memory/registry.ts';
import type { Sha } from '../../../src/ports/forge.ts';
import type { Projects } from '../../../src/ports/projects.ts';
import type { Registry } from '../../../src/ports/registry.ts';
import type { Digest } from '../../../src/resources/kinds.ts';

export interface Push {
  /** What is in the image; another content has another digest. */
  readonly content?: string;
  readonly platforms?: readonly string[];
  /** False: the image does not say which commit it is from. */
  readonly labelled?: boolean;
  /** False: the project has no tag for the version. */
  readonly tagged?: boolean;
  readonly files?: Readonly<Record<string, string>>;
}

export interface ServiceProject {
  readonly image: string;
  readonly registry: Registry;
  readonly projects: Projects;
  /** A commit, its tag and its image; pushing a version again moves both tags. */
  readonly push: (version: string, what?: Push) => void;
  /** The registry's tag goes away; the image stays. */
  readonly untag: (version: string) => void;
  /** Nobody can read the registry any more, or everybody again. */
  readonly deny: (denied: boolean) => void;
  readonly digest: (version: string) => Digest;
  readonly commit: (version: string) => Sha;
  readonly files: (version: string) => readonly { readonly path: string; readonly text: string }[];
}

export const usualManifest = [
  'apiVersion: runway/v1',
  'kind: RunwayService',
  'metadata: { name: checkout }',
  'spec:',
  '  container_port: 8080',
  '  startup_probe: { path: /healthz }',
  '',
].join('\n');

export function createServiceProject(path: string): ServiceProject {
  const image = `registry.acme.dev/${path}`;
  const commits: MemoryCommit[] = [];
  const refs: Record<string, Sha> = {};
  let images: readonly MemoryImage[] = [];
  let denied = false;

  const named = (version: string): MemoryImage => {
    const found = images.find(({ tags }) => tags.includes(version));
    if (found === undefined) throw new Error(`${image}:${version} was never pushed`);
    return found;
  };
  const withoutTag = (version: string) =>
    images.map((one) => ({ ...one, tags: one.tags.filter((tag) => tag !== version) }));
  const from = (version: string): MemoryCommit => {
    const found = commits.findLast(({ title }) => title === `Release ${version}`);
    if (found === undefined) throw new Error(`${path} has no commit of ${version}`);
    return found;
  };

  return {
    image,
    registry: createMemoryRegistry(
      (asked) => (asked === image ? images : null),
      () => denied,
    ),
    projects: createMemoryProjects((asked) => (asked === path ? { commits, refs } : null)),
    push(version, what = {}) {
      const sha = hash('sha1', `${path} ${version} ${what.content ?? ''}`) as Sha;
      const files = what.files ?? { '.runway/runway.yml': usualManifest };
      commits.push({ sha, title: `Release ${version}`, author: 'Alice', files });
      if (what.tagged !== false) refs[version] = sha;
      const pushed: MemoryImage = {
        digest: `sha256:${hash('sha256', `${version} ${what.content ?? ''}`)}`,
        platforms: what.platforms ?? ['linux/amd64'],
        labels: what.labelled === false ? {} : { 'org.opencontainers.image.revision': sha },
        tags: [version],
      };
      images = [...withoutTag(version), pushed];
    },
    untag(version) {
      images = withoutTag(version);
    },
    deny(value) {
      denied = value;
    },
    digest: (version) => named(version).digest,
    commit: (version) => from(version).sha,
    files: (version) =>
      Object.entries(from(version).files).map(([file, text]) => ({ path: file, text })),
  };
}

function hash(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex');
}
