// Reads objects through one `git cat-file`, which is started at the first question and again when it dies.

import { type Answer, type Batch, startBatch, unreadable } from './batch.ts';
import { oid, sha } from './names.ts';
import type { Git } from './process.ts';
import type { Sha } from '../../ports/forge.ts';

/** Far above what a document may have (256 KiB); what is larger is not held in memory. */
const LARGEST_BLOB = 4 * 1024 * 1024;
/** A folder with some million files. */
const LARGEST_TREE = 64 * 1024 * 1024;

/** A commit begins with its tree, and then names its parents, one a line. */
const FIRST_PARENT = /^tree [0-9a-f]+\nparent ([0-9a-f]+)\n/;

export interface Objects {
  /** Bytes by object id. A missing object is a Failure. */
  sizes(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Contents by blob id. A missing or oversized blob is a Failure. */
  contents(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** A tree as Git stores it; of a commit its tree. Missing or oversized is a Failure. */
  tree(treeish: string): Promise<Buffer>;
  /** The commit that a full name of a reference, or `HEAD`, leads to; null where there is none. */
  commit(name: string): Promise<Sha | null>;
  /** The first parent of a commit, or null for a root. A missing commit is a Failure. */
  parent(commit: Sha): Promise<Sha | null>;
  close(): void;
}

export function createObjects(git: Git): Objects {
  let current: Batch | null = null;

  function batch(): Batch {
    current = current?.alive() === true ? current : startBatch(git);
    return current;
  }

  async function sizes(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const unique = [...new Set(ids)].map(oid);
    const answers = await batch().ask('info', unique);
    return new Map(unique.map((id, index) => [id, there(id, answers[index]).size]));
  }

  async function bytesOf(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const answers = await batch().ask('contents', ids);
    return new Map(
      ids.map((id, index) => [id, there(id, answers[index]).bytes ?? Buffer.of()] as const),
    );
  }

  return {
    sizes,
    async contents(ids) {
      const known = await sizes(ids);
      for (const [id, size] of known) if (size > LARGEST_BLOB) throw tooLarge(id, size);
      return bytesOf([...known.keys()]);
    },
    async tree(treeish) {
      const [found] = await batch().ask('info', [`${oid(treeish)}^{tree}`]);
      const { id, size } = there(treeish, found);
      if (size > LARGEST_TREE) throw tooLarge(id, size);
      return (await bytesOf([id])).get(id) ?? Buffer.of();
    },
    async commit(name) {
      const [found] = await batch().ask('info', [`${name}^{commit}`]);
      return found ? sha(found.id) : null;
    },
    async parent(commit) {
      const raw = (await bytesOf([oid(commit)])).get(commit) ?? Buffer.of();
      const [, first] = FIRST_PARENT.exec(raw.toString('latin1')) ?? [];
      return first === undefined ? null : sha(first);
    },
    close() {
      current?.end();
      current = null;
    },
  };
}

function there(id: string, answer: Answer | null | undefined): Answer {
  if (answer === null || answer === undefined) throw unreadable(`Object ${id} is missing.`);
  return answer;
}

function tooLarge(id: string, size: number): Error {
  return unreadable(`Object ${id} has ${size} bytes, which is more than is read.`);
}
