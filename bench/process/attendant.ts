// A process of the benchmark's own that stays and answers questions: what is measured in it is not disturbed by what measures.

import { fork } from 'node:child_process';
import { program } from './places.ts';

export type Questions = Readonly<Record<string, (asked: never) => Promise<unknown>>>;

interface Question {
  readonly id: number;
  readonly name: string;
  readonly asked: unknown;
}

type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

export interface Attendant<Q extends Questions> {
  /** Rejects with the other side's words when it fails, and when the process ends before it has answered. */
  ask<Name extends keyof Q & string>(
    name: Name,
    asked: Parameters<Q[Name]>[0],
  ): Promise<Awaited<ReturnType<Q[Name]>>>;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface AttendantOptions {
  /** Flags of Node. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** `path` below `bench/`, without its ending; the program calls `attend`. */
export function startAttendant<Q extends Questions>(
  path: string,
  { flags = [], env = {} }: AttendantOptions = {},
): Attendant<Q> {
  const child = fork(program(path), [], {
    execArgv: [...flags],
    env: { ...process.env, ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const said: string[] = [];
  let asked = 0;
  let over: Error | null = null;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.push(text);
    if (said.length > 50) said.shift();
  });
  child.on('message', (reply: Answer) => {
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) one?.reject(new Error(reply.error));
    else one?.resolve(reply.value);
  });
  const ended = new Promise<void>((resolve) => {
    // Not `close`: Node never tells it of a child that was disconnected from here.
    child.once('exit', (code, signal) => {
      over = new Error(`${path} ended (${code ?? signal}) ${said.join('').trim().slice(-1_000)}`);
      for (const one of waiting.values()) one.reject(over);
      waiting.clear();
      resolve();
    });
  });
  child.once('error', (error) => {
    over = error;
  });
  return {
    pid: child.pid ?? 0,
    ask: (name, value) =>
      new Promise((resolve, reject) => {
        if (over !== null) {
          reject(over);
          return;
        }
        asked += 1;
        waiting.set(asked, { resolve, reject });
        child.send({ id: asked, name, asked: value } satisfies Question);
      }),
    async stop() {
      if (child.connected) child.disconnect();
      const impatient = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(impatient);
    },
  };
}

/** The attendant's own side: answers until the other side goes away, then tidies up and ends. */
export function attend(questions: Questions, tidy: () => Promise<void>): void {
  process.on('message', (question: Question) => {
    void answer(questions, question);
  });
  process.once('disconnect', () => {
    void tidy().finally(() => process.exit(0));
  });
}

async function answer(questions: Questions, { id, name, asked }: Question): Promise<void> {
  const reply = (said: Answer): void => void process.send?.(said);
  try {
    const work = questions[name];
    if (work === undefined) throw new Error(`nobody answers ${name}`);
    reply({ id, value: await work(asked as never) });
  } catch (error) {
    reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
