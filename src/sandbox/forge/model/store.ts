// Keeps the state on disk: one file for what is shared, one a project, each replaced as a whole.

import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { filledIn } from './older-state.ts';
import type { Project, Root, User } from './state.ts';

const ID_BLOCK = 1000;

export interface Store {
  readonly dir: string;
  readonly forge: 'GitLab' | 'GitHub';
  readonly root: Root;
  projects(): readonly Project[];
  projectById(id: number): Project | null;
  projectByPath(path: string): Project | null;
  user(id: number): User;
  userNamed(username: string): User | null;
  /** A number that no other thing has, also not after a restart. */
  nextId(): number;
  saveRoot(): void;
  /** On disk when it returns. A kill leaves the old file or the new one. */
  save(project: Project): void;
  /** The bare repository of a project. */
  repository(project: Pick<Project, 'path'>): string;
}

/** Opens the state in `dir`, or begins it. */
export function openStore(dir: string, forge: Store['forge']): Store {
  const folder = join(dir, 'state');
  mkdirSync(folder, { recursive: true });
  const rootFile = join(folder, `${forge.toLowerCase()}.json`);
  const root = existsSync(rootFile) ? (read(rootFile) as Root) : emptyRoot();
  const projects = new Map(
    readdirSync(folder)
      .filter((name) => /^project-\d+\.json$/.test(name))
      .map((name) => filledIn(read(join(folder, name))))
      .map((project) => [project.id, project]),
  );
  let next = root.reservedIds;
  const saveRoot = (): void => replace(rootFile, root);
  return {
    dir,
    forge,
    root,
    projects: () => [...projects.values()].sort((a, b) => a.path.localeCompare(b.path)),
    projectById: (id) => projects.get(id) ?? null,
    projectByPath: (path) =>
      [...projects.values()].find((found) => found.path.toLowerCase() === path.toLowerCase()) ??
      null,
    user(id) {
      const found = root.users.find((user) => user.id === id);
      if (found === undefined) throw new Error(`the sandbox knows no user ${id}`);
      return found;
    },
    userNamed: (username) =>
      root.users.find((user) => user.username === username.toLowerCase()) ?? null,
    nextId() {
      if (next >= root.reservedIds) {
        root.reservedIds = next + ID_BLOCK;
        saveRoot();
      }
      next += 1;
      return next;
    },
    saveRoot,
    save(project) {
      projects.set(project.id, project);
      replace(join(folder, `project-${project.id}.json`), project);
    },
    repository: (project) => join(dir, 'repos', `${project.path}.git`),
  };
}

function emptyRoot(): Root {
  return {
    port: null,
    reservedIds: 100,
    cookieKey: randomBytes(32).toString('hex'),
    group: 7,
    users: [],
  };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function replace(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(value));
  renameSync(`${file}.new`, file);
}
