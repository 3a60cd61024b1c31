// Small things that the sandbox remembers from one start to the next: secrets and ports.

import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { Kept } from './forge.ts';

const anySecret = (): string => randomBytes(24).toString('base64url');

/** What GitLab and its receivers agree on to sign webhooks with. */
export const webhookSigningToken = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** A secret in a file of its own, made at the first start. */
export async function keptSecret(
  dir: string,
  name: string,
  make: () => string = anySecret,
): Promise<Kept> {
  const file = join(dir, 'secrets', name);
  const known = await readOrNull(file);
  if (known !== null) return { file, value: known.trim() };
  const value = make();
  await writeSecret(file, value);
  return { file, value };
}

/** Puts a secret that another part has made where settings can name it. */
export async function placeSecret(dir: string, name: string, value: string): Promise<string> {
  const file = join(dir, 'secrets', name);
  await writeSecret(file, value);
  return file;
}

/** The port of the last run where it is free, else any free one. */
export async function keptPort(dir: string, name: string): Promise<number> {
  const file = join(dir, 'ports', name);
  const known = Number((await readOrNull(file)) ?? 0);
  const port = (await free(known)) ?? (await free(0)) ?? 0;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${port}\n`);
  return port;
}

/** Where a registry keeps its images. */
export function registryFolder(dir: string, name: string): string {
  return join(dir, 'registries', name);
}

async function free(port: number): Promise<number | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(taken));
    });
  });
}

async function writeSecret(file: string, value: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${value}\n`, { mode: 0o600 });
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
