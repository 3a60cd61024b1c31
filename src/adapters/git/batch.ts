// One long-lived `git cat-file --batch-command`: questions in, answers out, in the same order.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Failure } from '../../ports/failure.ts';
import type { Git } from './process.ts';

export interface Answer {
  readonly id: string;
  readonly size: number;
  /** Null where only `info` was asked for. */
  readonly bytes: Buffer | null;
}

export interface Batch {
  /** One answer for each name, null for what is not there. Names hold no line feed. */
  ask(verb: 'info' | 'contents', names: readonly string[]): Promise<readonly (Answer | null)[]>;
  alive(): boolean;
  end(): void;
}

interface Question {
  readonly contents: boolean;
  readonly count: number;
  readonly answers: (Answer | null)[];
  resolve(answers: readonly (Answer | null)[]): void;
  reject(error: Failure): void;
}

export function startBatch(git: Git): Batch {
  const args = [...git.args, 'cat-file', '--batch-command', '--buffer'];
  const child = spawn('git', args, { env: { ...git.env } });
  const waiting: Question[] = [];
  let dead = false;
  const die = (reason: string) => {
    dead = true;
    for (const one of waiting.splice(0)) one.reject(unreadable(`git cat-file ${reason}`));
  };
  child.on('error', (error) => die(`could not be started: ${error.message}`));
  child.on('close', (code) => die(`ended with code ${code}`));
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  readAnswers(child, waiting);
  return {
    ask: (verb, names) =>
      new Promise((resolve, reject) => {
        if (names.length === 0) return resolve([]);
        const contents = verb === 'contents';
        waiting.push({ contents, count: names.length, answers: [], resolve, reject });
        child.stdin.write(`${names.map((name) => `${verb} ${name}\n`).join('')}flush\n`);
      }),
    alive: () => !dead && child.exitCode === null && child.signalCode === null,
    end: () => child.stdin.end(),
  };
}

/** Each is `ID TYPE SIZE`, and for contents the bytes and a line feed; or `NAME missing`. */
function readAnswers(child: ChildProcessWithoutNullStreams, waiting: Question[]): void {
  let pieces: Buffer[] = [];
  let held = 0;
  // Nothing can be read before so many bytes are there.
  let needed = 1;

  child.stdout.on('data', (piece: Buffer) => {
    pieces.push(piece);
    held += piece.length;
    if (held >= needed) read(Buffer.concat(pieces));
  });

  function read(data: Buffer): void {
    let at = 0;
    needed = 1;
    for (let [question] = waiting; question !== undefined; [question] = waiting) {
      const taken = take(data, at, question.contents);
      if (taken.type === 'more') {
        needed = taken.needed - at;
        break;
      }
      at = taken.end;
      question.answers.push(taken.answer);
      if (question.answers.length === question.count) {
        waiting.shift();
        question.resolve(question.answers);
      }
    }
    pieces = at === data.length ? [] : [data.subarray(at)];
    held = data.length - at;
  }
}

type Taken =
  /** `needed` counts from the start of the data. */
  | { readonly type: 'more'; readonly needed: number }
  | { readonly type: 'taken'; readonly end: number; readonly answer: Answer | null };

function take(data: Buffer, start: number, contents: boolean): Taken {
  const line = data.indexOf(0x0a, start);
  if (line < 0) return { type: 'more', needed: data.length + 1 };
  const [id = '', , digits] = data.toString('latin1', start, line).split(' ');
  if (digits === undefined) return { type: 'taken', end: line + 1, answer: null };
  const size = Number(digits);
  if (!contents) return { type: 'taken', end: line + 1, answer: { id, size, bytes: null } };
  const from = line + 1;
  const end = from + size + 1;
  if (data.length < end) return { type: 'more', needed: end };
  // A copy: a view would keep the whole chunk in memory.
  const bytes = Buffer.from(data.subarray(from, from + size));
  return { type: 'taken', end, answer: { id, size, bytes } };
}

export function unreadable(message: string): Failure {
  return new Failure({
    code: 'RUNWAY_GIT_FAILED',
    message,
    hint: 'If it is repeated, remove the mirror folder: it is made anew.',
    retry: 'later',
  });
}
