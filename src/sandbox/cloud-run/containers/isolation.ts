// How a container's program is started on this machine: in bubblewrap, or as a plain child process.

import { execFile } from 'node:child_process';
import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { inside } from './inside.ts';

export type Isolation = 'bubblewrap' | 'plain';

/** What is to run, as the container sees it. */
export interface Program {
  /** The unpacked image. */
  readonly root: string;
  /** The program and its arguments; never empty. */
  readonly line: readonly string[];
  readonly workingDir: string;
  readonly environment: Readonly<Record<string, string>>;
  /** More of it, which must not stand on a command line: everybody can read those. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** What is to run, as this machine sees it. */
export interface HostCommand {
  readonly line: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const RUNTIME = ['/usr', '/bin', '/sbin', '/lib', '/lib64'];

/** Tries bubblewrap once: it is absent on many machines, and in some containers it may not make namespaces. */
export async function detectIsolation(): Promise<Isolation> {
  const trial = [
    '--ro-bind',
    '/',
    '/',
    '--unshare-pid',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    'true',
  ];
  try {
    await promisify(execFile)('bwrap', trial, { timeout: 5000 });
    return 'bubblewrap';
  } catch {
    return 'plain';
  }
}

export async function hostCommand(program: Program, isolation: Isolation): Promise<HostCommand> {
  return isolation === 'bubblewrap' ? wrapped(program) : plain(program);
}

/** Images without the program itself, or without what a script needs, borrow this machine's: read-only. */
async function wrapped(program: Program): Promise<HostCommand> {
  const { environment, line, root, secrets, workingDir } = program;
  const own = await locate(program);
  const path = environment.PATH ?? PATH;
  const nodeBin = dirname(process.execPath);
  const bwrap = ['bwrap', '--unshare-pid', '--unshare-uts', '--unshare-ipc', '--die-with-parent'];
  bwrap.push('--new-session', '--cap-drop', 'ALL');
  const present = readdirSync(root);
  const bare = !RUNTIME.some((at) => present.includes(at.slice(1)));
  const borrows = own === null || (bare && script(own));
  for (const name of present) bwrap.push(...mount(join(root, name), `/${name}`));
  if (borrows) {
    for (const at of RUNTIME) if (!present.includes(at.slice(1))) bwrap.push(...mount(at, at));
    if (!nodeBin.startsWith('/usr/')) bwrap.push('--ro-bind', dirname(nodeBin), dirname(nodeBin));
  }
  bwrap.push('--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--chdir', workingDir);
  const seen = { ...environment, PATH: borrows ? `${path}:${nodeBin}` : path };
  for (const [name, value] of Object.entries(seen)) {
    if (!(name in secrets)) bwrap.push('--setenv', name, value);
  }
  return {
    line: [...bwrap, '--', ...line],
    cwd: '/',
    environment: { ...secrets, PATH: process.env.PATH ?? PATH },
  };
}

function script(file: string): boolean {
  const start = Buffer.alloc(2);
  const open = openSync(file, 'r');
  readSync(open, start);
  closeSync(open);
  return start.toString() === '#!';
}

/** A top-level entry: links are made again, the rest is bound without write access. */
function mount(source: string, at: string): readonly string[] {
  const found = lstatSync(source, { throwIfNoEntry: false });
  if (found === undefined || ['/proc', '/dev', '/tmp'].includes(at)) return [];
  if (found.isSymbolicLink()) return ['--symlink', readlinkSync(source), at];
  return ['--ro-bind', source, at];
}

/** No walls: absolute paths that exist in the image are rewritten to where it was unpacked. */
async function plain(program: Program): Promise<HostCommand> {
  const { environment, root, secrets, workingDir } = program;
  const [name = '', ...rest] = program.line;
  const line = [(await locate(program)) ?? name];
  for (const argument of rest) line.push(await rewritten(root, argument));
  const path = `${process.env.PATH ?? PATH}:${dirname(process.execPath)}`;
  const cwd = await inside(root, workingDir);
  return { line, cwd, environment: { ...environment, ...secrets, PATH: path } };
}

async function rewritten(root: string, argument: string): Promise<string> {
  if (!isAbsolute(argument)) return argument;
  const at = await inside(root, argument);
  return statSync(at, { throwIfNoEntry: false }) === undefined ? argument : at;
}

/** Where the image keeps the program, or null when it does not. */
async function locate({ environment, line, root, workingDir }: Program): Promise<string | null> {
  const name = line[0] ?? '';
  const places = name.includes('/')
    ? [isAbsolute(name) ? name : join(workingDir, name)]
    : (environment.PATH ?? PATH).split(':').map((folder) => join(folder, name));
  for (const place of places) {
    const at = await inside(root, place);
    if (statSync(at, { throwIfNoEntry: false })?.isFile()) return at;
  }
  return null;
}
