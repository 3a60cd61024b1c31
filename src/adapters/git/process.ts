// Runs git: one place that fixes what it may see, what it may reach and how long it may take.

import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { Failure } from '../../ports/failure.ts';

/** More than any answer that we ask for; a listing of 100,000 files has some 10 MB. */
const LARGEST_ANSWER = 128 * 1024 * 1024;

export type Environment = Readonly<Record<string, string>>;

export interface GitCall {
  /** Never holds a credential: arguments can be seen by everybody on the machine. */
  readonly args: readonly string[];
  readonly input?: string | Uint8Array;
  readonly env?: Environment;
  /** Exit codes that are answers and not failures; left out: 0 alone. */
  readonly answers?: readonly number[];
}

export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Git bound to one repository. Throws a Failure (RUNWAY_GIT_FAILED). */
export interface Git {
  run(call: GitCall): Promise<GitAnswer>;
  /** What `run` gives its processes, for the one that lives longer. */
  readonly env: Environment;
  readonly args: readonly string[];
}

export interface GitOptions {
  /** Where the repository is, as git's first arguments: `--git-dir=…`, or `-C …` to look for it. */
  readonly where: readonly [string, ...string[]];
  /** What git takes for the user's home; nothing is read there. */
  readonly home: string;
  readonly timeoutMs: number;
  readonly env?: Environment;
  readonly signal?: AbortSignal;
}

export function createGit({ where, home, timeoutMs, env = {}, signal }: GitOptions): Git {
  const base = { ...isolation(home), ...env };
  return {
    env: base,
    args: where,
    async run(call) {
      const answer = await execute(
        { ...call, args: [...where, ...call.args], env: { ...base, ...call.env } },
        AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
      );
      if ((call.answers ?? [0]).includes(answer.code)) return answer;
      throw gitFailed(call.args[0] ?? '', answer.stderr, answer.code);
    },
  };
}

/** What git inherits: how to reach the network, and nothing that changes what it does. */
const INHERITED = [
  'PATH',
  'TMPDIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
];

/** Settings that hold over the repository's own: nothing in it may start a program. */
export const FIXED_SETTINGS: readonly (readonly [string, string])[] = [
  ['core.hooksPath', devNull],
  ['core.fsmonitor', 'false'],
  ['credential.helper', ''],
  ['http.followRedirects', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.unpackLimit', '1'],
  ['http.lowSpeedLimit', '100'],
  ['http.lowSpeedTime', '60'],
  ['commit.gpgSign', 'false'],
  ['push.gpgSign', 'false'],
];

/** The machine's and the user's configuration are out of sight; paths are taken as they are written. */
function isolation(home: string): Environment {
  const seen = INHERITED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(seen),
    HOME: home,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'http:https:file',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    ...settings(FIXED_SETTINGS),
  };
}

/** Settings handed over in the environment, where only this user can read them. */
export function settings(pairs: readonly (readonly [string, string])[]): Environment {
  const numbered = pairs.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key] as const,
    [`GIT_CONFIG_VALUE_${index}`, value] as const,
  ]);
  return { GIT_CONFIG_COUNT: String(pairs.length), ...Object.fromEntries(numbered) };
}

function execute({ args, input, env }: GitCall, signal: AbortSignal): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    // Not killed outright: git takes its helper for the network along when it is asked to end.
    const child = spawn('git', args, { env: { ...env }, signal, killSignal: 'SIGTERM' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_ANSWER) child.kill('SIGKILL');
      else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => undefined);
    child.on('error', (cause) => reject(notRun(args, cause)));
    child.on('close', (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(out),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    );
    child.stdin.end(input ?? '');
  });
}

function notRun(args: readonly string[], cause: Error): Failure {
  const aborted = cause.name === 'AbortError';
  const verb = args.find((argument) => !argument.startsWith('-')) ?? '';
  return new Failure({
    code: 'RUNWAY_GIT_FAILED',
    message: aborted ? `git ${verb} was cut short.` : `git could not be started: ${cause.message}`,
    hint: aborted
      ? 'It took too long or Runway was stopping. It is tried again.'
      : 'Install git 2.38 or newer and put it on the PATH.',
    retry: 'later',
    cause,
  });
}

/** Git asks for a name when the one that it was given is refused; nobody is there to answer it. */
const NOT_ACCEPTED = /could not read username|authentication failed|error: 40[13]\b|HTTP 40[13]\b/i;

export function gitFailed(verb: string, stderr: string, code: number): Failure {
  if (NOT_ACCEPTED.test(stderr)) {
    return new Failure({
      code: 'RUNWAY_GIT_FAILED',
      message: `git ${verb} failed: the forge does not accept the token for this repository.`,
      hint: 'Give one that may read and push to it: on GitLab `forge.token`, and tokens expire; on GitHub the App of `forge.app`, installed there.',
      retry: 'later',
    });
  }
  return new Failure({
    code: 'RUNWAY_GIT_FAILED',
    message: `git ${verb} failed: ${spoken(stderr) || `exit code ${code}`}`,
    hint: 'If the forge can be reached and the repository is there, it goes through when tried again.',
    retry: 'later',
  });
}

const PROGRESS =
  /^(?:Enumerating|Counting|Compressing|Receiving|Resolving|Writing|Updating|Total) /;

/** Git's and the remote's own words in one line: without control characters, addresses' users and their passwords. */
export function spoken(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) =>
      line
        .replace(/^remote:\s*/, '')
        .replaceAll(/\p{Cc}/gu, ' ')
        .replaceAll(/\/\/[^/\s@]*@/g, '//')
        .trim(),
    )
    .filter((line) => line !== '' && !/^[=\-*\s]+$/.test(line) && !PROGRESS.test(line));
  return lines.join(' ').slice(0, 500);
}
