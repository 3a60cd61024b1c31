// Keeps a second process out of a folder. The kernel lets go of the lock when its holder dies, however it dies.

import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { type Server, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../ports/failure.ts';

const PREFIX = 'lock.';
const ATTEMPTS = 4;

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Holds `dir` until released or until this process ends. Throws a Failure (RUNWAY_STORE_LOCKED) that names
 * the process that holds it.
 *
 * Every process first listens on a socket of its own in the folder and then tries all others there: one that
 * answers belongs to a living process. Whoever sees another steps back, so of two that start together at least
 * one does. A socket that refuses was left by a dead process and is removed; names are never used again.
 * This also holds between containers on one machine that share the folder, where process ids say nothing.
 */
export async function lockFolder(dir: string): Promise<FolderLock> {
  let holder = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // Two that stepped back for each other come again at different moments.
    if (attempt > 0) await sleep(20 + Math.random() * 80);
    const candidate = await enter(dir);
    const others = await livingOthers(dir, candidate.name);
    const [other] = others.living;
    if (other === undefined && others.sawOurs) return candidate;
    await candidate.release();
    holder = other?.split('.')[1] ?? holder;
  }
  throw new Failure({
    code: 'RUNWAY_STORE_LOCKED',
    message: `Another process (pid ${holder}) is using the folder ${dir}.`,
    hint: `Stop process ${holder} first, or give this one another folder.`,
    retry: 'later',
  });
}

interface Candidate extends FolderLock {
  readonly name: string;
}

async function enter(dir: string): Promise<Candidate> {
  const name = `${PREFIX}${process.pid}.${randomBytes(6).toString('hex')}`;
  const folder = await socketFolder(dir);
  const server = createServer((socket) => socket.destroy());
  try {
    await listen(server, join(folder.path, name));
  } catch (cause) {
    await folder.handle?.close();
    throw new Failure({
      code: 'RUNWAY_STORE_FAILED',
      message: `The store's folder ${dir} cannot be locked.`,
      hint: 'Put it on a local disk that this user may write to, under a path of fewer than 80 characters.',
      retry: 'never',
      cause,
    });
  }
  server.unref();
  return { name, release: () => leave(server, folder.handle) };
}

/** A socket's path may be no longer than some 100 bytes; on Linux an open folder gives it a short one. */
async function socketFolder(dir: string): Promise<{ path: string; handle: FileHandle | null }> {
  if (process.platform !== 'linux') return { path: dir, handle: null };
  const handle = await open(dir, 'r');
  return { path: `/proc/self/fd/${handle.fd}`, handle };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

/** Closing the server removes its socket, by the path that leads through the handle. */
async function leave(server: Server, handle: FileHandle | null): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await handle?.close();
}

/** `sawOurs` is false when another took our socket for a dead one in the instant before it listened. */
async function livingOthers(
  dir: string,
  own: string,
): Promise<{ readonly living: readonly string[]; readonly sawOurs: boolean }> {
  const names = (await readdir(dir)).filter((name) => name.startsWith(PREFIX));
  const folder = await socketFolder(dir);
  const living: string[] = [];
  try {
    for (const name of names.filter((found) => found !== own)) {
      if (await answers(join(folder.path, name))) living.push(name);
      else await rm(join(dir, name), { force: true });
    }
  } finally {
    await folder.handle?.close();
  }
  return { living, sawOurs: names.includes(own) };
}

/** A full backlog also means somebody is there. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false);
      else if (error.code === 'EAGAIN' || error.code === 'EACCES') resolve(true);
      else reject(error);
    });
  });
}
