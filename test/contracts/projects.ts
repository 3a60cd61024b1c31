// What every reader of service projects promises.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sha } from '../../src/ports/forge.ts';
import type { Projects } from '../../src/ports/projects.ts';

/** A service project with these commits, oldest first, the second one tagged. */
export interface ProjectsWorld {
  readonly projects: Projects;
  readonly project: string;
  readonly tag: string;
  readonly commits: readonly Sha[];
  stop(): Promise<void>;
}

/** What `make` has to put into the project, commit by commit. */
export const projectHistory: readonly {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
}[] = [
  { title: 'begin', files: { 'README.md': '# Checkout\n' } },
  {
    title: 'describe how it runs',
    files: {
      '.runway/runway.yml': 'kind: RunwayService\n',
      '.runway/env-dev.yml': 'GREETING: grüße\n',
      '.runway/worker/runway.yml': 'kind: RunwayService\n# worker\n',
    },
  },
  { title: 'listen elsewhere', files: { '.runway/runway.yml': 'kind: RunwayService\n# new\n' } },
];

export function projectsContract(name: string, make: () => Promise<ProjectsWorld>): void {
  describe(`${name} as a reader of projects`, () => {
    let world: ProjectsWorld;
    beforeAll(async () => {
      world = await make();
    }, 60_000);
    afterAll(() => world.stop());

    function at(index: number): Sha {
      const sha = world.commits[index];
      if (sha === undefined) throw new Error(`the project has no commit ${index}`);
      return sha;
    }

    test('a tag, a branch or a SHA names a commit', async () => {
      const { projects, project, tag } = world;
      expect(await projects.commit(project, tag)).toBe(at(1));
      expect(await projects.commit(project, 'main')).toBe(at(2));
      expect(await projects.commit(project, at(0))).toBe(at(0));
    });

    test('a ref or a project that does not exist is absent, not an error', async () => {
      expect(await world.projects.commit(world.project, 'v99.0.0')).toBeNull();
      expect(await world.projects.commit('acme/nowhere', 'main')).toBeNull();
    });

    test('all files below a folder are read as they were at the commit', async () => {
      const files = await world.projects.files(world.project, '.runway', at(1));
      expect(Object.fromEntries(files.map(({ path, text }) => [path, text]))).toEqual(
        projectHistory[1]?.files,
      );
    });

    test('a folder that does not exist holds no files', async () => {
      expect(await world.projects.files(world.project, '.runway', at(0))).toEqual([]);
    });

    test('commits between two are listed newest first', async () => {
      const commits = await world.projects.commits(world.project, at(0), at(2));
      expect(commits?.map(({ sha, title }) => ({ sha, title }))).toEqual([
        { sha: at(2), title: 'listen elsewhere' },
        { sha: at(1), title: 'describe how it runs' },
      ]);
      expect(commits?.every(({ author }) => author !== '')).toBe(true);
    });

    test('nothing lies between a commit and itself', async () => {
      expect(await world.projects.commits(world.project, at(1), at(1))).toEqual([]);
    });

    test('commits that do not exist cannot be compared', async () => {
      const nowhere = '1'.repeat(40) as Sha;
      expect(await world.projects.commits(world.project, nowhere, at(2))).toBeNull();
    });

    test('a project has an address for people', () => {
      expect(world.projects.url(world.project)).toMatch(/^http.*acme\//);
    });

    test('a commit and a comparison have an address below the project', () => {
      const { projects, project } = world;
      const below = `${projects.url(project)}/`;
      const commit = projects.commitUrl(project, at(1));
      expect(commit.startsWith(below) && commit.includes(at(1))).toBe(true);
      const comparison = projects.compareUrl(project, at(0), at(2));
      expect(comparison.startsWith(below)).toBe(true);
      expect(comparison.indexOf(at(0))).toBeLessThan(comparison.indexOf(at(2)));
    });
  });
}
