// Reads objects through one long-lived `git cat-file --batch-command`, which is restarted when it dies.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Failure } from '../../ports/failure.ts';
import { oid } from './names.ts';
import type { Git } from './process.ts';

/** Far above what a document may have (256 KiB); what is larger is not held in memory. */
const LARGEST_BLOB = 4 * 1024 * 1024;

export interface Objects {
  /** Bytes by object id. A missing object is a Failure. */
  sizes(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Contents by blob id. A missing or oversized blob is a Failure. */
  contents(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  close(): void;
}

/** What one request is answered with: the object's size, and its bytes where they were asked for. */
interface Answer {
  readonly size: number;
  readonly bytes: Buffer | null;
}

interface Waiting {
  readonly id: string;
  readonly bytes: boolean;
  resolve(answer: Answer): void;
  reject(error: Failure): void;
}

export function createObjects(git: Git): Objects {
  let current: Batch | null = null;

  function ask(id: string, bytes: boolean): Promise<Answer> {
    current = current?.alive() === true ? current : startBatch(git);
    return current.ask(id, bytes);
  }

  async function sizes(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const unique = [...new Set(ids)];
    const answers = await Promise.all(unique.map((id) => ask(oid(id), false)));
    return new Map(answers.map(({ size }, index) => [unique[index] ?? '', size]));
  }

  return {
    sizes,
    async contents(ids) {
      for (const [id, size] of await sizes(ids)) if (size > LARGEST_BLOB) throw tooLarge(id, size);
      const unique = [...new Set(ids)];
      const answers = await Promise.all(unique.map((id) => ask(id, true)));
      return new Map(
        answers.map(({ bytes }, index) => [unique[index] ?? '', bytes ?? Buffer.of()]),
      );
    },
    close() {
      current?.end();
      current = null;
    },
  };
}

interface Batch {
  ask(id: string, bytes: boolean): Promise<Answer>;
  alive(): boolean;
  end(): void;
}

function startBatch(git: Git): Batch {
  const child = spawn('git', [...git.args, 'cat-file', '--batch-command'], { env: { ...git.env } });
  const waiting: Waiting[] = [];
  let dead = false;
  const die = (reason: string) => {
    dead = true;
    for (const one of waiting.splice(0)) one.reject(unreadable(`git cat-file ${reason}`));
  };
  child.on('error', (error) => die(`could not be started: ${error.message}`));
  child.on('close', (code) => die(`ended with code ${code}`));
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  parseAnswers(child, waiting);
  return {
    ask: (id, bytes) =>
      new Promise((resolve, reject) => {
        waiting.push({ id, bytes, resolve, reject });
        child.stdin.write(`${bytes ? 'contents' : 'info'} ${id}\n`);
      }),
    alive: () => !dead && child.exitCode === null && child.signalCode === null,
    end: () => child.stdin.end(),
  };
}

/** Answers come in the order of the requests: `ID TYPE SIZE`, and for contents the bytes and a line feed. */
function parseAnswers(child: ChildProcessWithoutNullStreams, waiting: Waiting[]): void {
  let pieces: Buffer[] = [];
  let held = 0;
  // Nothing can be parsed before so many bytes are there.
  let needed = 1;

  child.stdout.on('data', (piece: Buffer) => {
    pieces.push(piece);
    held += piece.length;
    if (held >= needed) parse(Buffer.concat(pieces));
  });

  function parse(data: Buffer): void {
    let rest = data;
    needed = 1;
    for (let [head] = waiting; head !== undefined; [head] = waiting) {
      const taken = take(rest, head);
      if (taken.type === 'more') {
        needed = taken.needed;
        break;
      }
      waiting.shift();
      rest = rest.subarray(taken.length);
    }
    pieces = rest.length === 0 ? [] : [rest];
    held = rest.length;
  }
}

type Taken =
  | { readonly type: 'more'; readonly needed: number }
  | { readonly type: 'taken'; readonly length: number };

function take(data: Buffer, request: Waiting): Taken {
  const end = data.indexOf(0x0a);
  if (end < 0) return { type: 'more', needed: data.length + 1 };
  const [, type, digits] = data.toString('latin1', 0, end).split(' ');
  if (digits === undefined) {
    request.reject(unreadable(`Object ${request.id} is ${type ?? 'unreadable'}.`));
    return { type: 'taken', length: end + 1 };
  }
  const size = Number(digits);
  if (!request.bytes) {
    request.resolve({ size, bytes: null });
    return { type: 'taken', length: end + 1 };
  }
  const length = end + 1 + size + 1;
  if (data.length < length) return { type: 'more', needed: length };
  // A copy: a view would keep the whole chunk in memory.
  request.resolve({ size, bytes: Buffer.from(data.subarray(end + 1, end + 1 + size)) });
  return { type: 'taken', length };
}

function tooLarge(id: string, size: number): Failure {
  return unreadable(`Blob ${id} has ${size} bytes; the most that is read is ${LARGEST_BLOB}.`);
}

function unreadable(message: string): Failure {
  return new Failure({
    code: 'RUNWAY_GIT_FAILED',
    message,
    hint: 'If it is repeated, remove the mirror folder: it is made anew.',
    retry: 'later',
  });
}
