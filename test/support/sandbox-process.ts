// The real product as a process: `runway sandbox`, started in a folder of its own and stopped for good.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './sandbox-wait.ts';

/** All that a client knows: the contents of `sandbox.json`. */
export interface SandboxFile {
  readonly forge: {
    readonly kind: 'gitlab' | 'github';
    readonly url: string;
    /** Where its REST API begins. */
    readonly api: string;
    readonly project: string;
    readonly defaultBranch: string;
    readonly users: Readonly<Record<string, string>>;
  };
  readonly bot: { readonly url: string; readonly webhookSecret: string; readonly settings: string };
  readonly cloudRun: {
    readonly endpoint: string;
    readonly ca: string;
    readonly token: string;
    readonly front: string;
    readonly projects: Readonly<Record<string, string>>;
  };
  readonly registries: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly url: string;
        readonly user: string;
        readonly password: string;
      }
    >
  >;
  readonly google: {
    readonly ca: string;
    readonly iam: string;
    readonly iamCredentials: string;
    readonly sts: string;
    readonly resourceManager: string;
    readonly secretManager: string;
    readonly artifactRegistry: string;
  };
  readonly vault: {
    readonly url: string;
    readonly ca: string;
    readonly rootToken: string;
    readonly people: Readonly<Record<string, string>>;
  };
  /** Access tokens as they were when the sandbox was ready; `sandbox.json` has those of today. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly control: string;
}

export interface StatusRow {
  readonly target: string;
  readonly region: string;
  readonly version: string | null;
  readonly digest: string | null;
  readonly revision: string | null;
  readonly host: string | null;
  readonly state: string;
  readonly reason: string;
}

export interface Sandbox extends SandboxFile {
  readonly dir: string;
  /** `runway status --json`, as anybody can run it. */
  readonly status: () => Promise<readonly StatusRow[]>;
  /** Runs `runway` with these words; the exit code is an answer, not an error. */
  readonly runway: (
    ...words: readonly string[]
  ) => Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  /** The id of the `runway sandbox` process. */
  readonly pid: number;
  /** Ends it without a word, as a power cut would. */
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/cli/main.js');
const START_MS = 120_000;

/** A sandbox is a dozen processes, so one runs at a time on a machine, whatever runs the tests. */
const LOCK = join(tmpdir(), 'runway-test-sandbox.lock');

/** Resolves when every part answers. `words` are further options of `runway sandbox`. */
export async function startSandbox(
  words: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Sandbox> {
  await takeTurn();
  const dir = mkdtempSync(join(tmpdir(), 'runway-sandbox-'));
  const leave = async (): Promise<void> => {
    rmSync(dir, { recursive: true, force: true });
    await rm(LOCK, { force: true });
  };
  try {
    const sandbox = await launchSandbox(dir, words, env);
    return {
      ...sandbox,
      async stop() {
        await sandbox.stop();
        await leave();
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** As `startSandbox`, in a folder that is kept, and without waiting for others' sandboxes. */
export async function launchSandbox(
  dir: string,
  words: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Sandbox> {
  const file = join(dir, 'sandbox.json');
  rmSync(file, { force: true });
  const child = spawn(process.execPath, [MAIN, 'sandbox', '--dir', dir, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A database that the tests' own shell names is not theirs.
    env: { ...process.env, DATABASE_URL: '', ...env },
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  let wished = false;
  child.once('exit', (code) => {
    if (!wished) console.error(`The sandbox ended by itself with ${code}:\n${errors.join('')}`);
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    wished = true;
    await ended(child, signal);
    process.off('exit', kill);
  };
  try {
    await eventually(
      'the sandbox to start',
      () => {
        if (child.exitCode !== null) throw new Error(`the sandbox ended:\n${errors.join('')}`);
        return Promise.resolve(existsSync(file) ? true : null);
      },
      START_MS,
    );
  } catch (error) {
    await end('SIGTERM');
    throw error;
  }
  const described = JSON.parse(readFileSync(file, 'utf8')) as SandboxFile;
  return {
    ...described,
    dir,
    pid: child.pid ?? 0,
    ...commandsFor(described),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

function commandsFor({ bot }: SandboxFile): Pick<Sandbox, 'status' | 'runway'> {
  const runway: Sandbox['runway'] = async (...words) => {
    try {
      const run = await promisify(execFile)(process.execPath, [MAIN, ...words], { cwd: ROOT });
      return { code: 0, ...run };
    } catch (error) {
      const failed = error as { code: number; stdout: string; stderr: string };
      return { code: failed.code, stdout: failed.stdout, stderr: failed.stderr };
    }
  };
  return {
    runway,
    async status() {
      const { stdout, stderr } = await runway('status', '--json', '--settings', bot.settings);
      if (stdout.trim() === '') throw new Error(`runway status said nothing: ${stderr}`);
      return JSON.parse(stdout) as readonly StatusRow[];
    },
  };
}

async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const impatient = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await over;
  clearTimeout(impatient);
}

/** Waits for other test processes' sandboxes; one whose process is gone left its lock behind. */
async function takeTurn(): Promise<void> {
  await eventually(
    'the other sandbox to stop',
    async () => {
      try {
        const lock = await open(LOCK, 'wx');
        await lock.writeFile(String(process.pid));
        await lock.close();
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = Number(await readFile(LOCK, 'utf8').catch(() => ''));
      if (holder > 0 && !runs(holder)) await rm(LOCK, { force: true });
      return null;
    },
    15 * 60_000,
  );
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
