// Servers on loopback that take the port of their last run again where it is free, so that links keep working.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { dirname } from 'node:path';

/** Listens on the port that the file remembers or on any other, and remembers that one. */
export async function listenAgain(server: Server, file: string): Promise<number> {
  const port = await listenOn(server, remembered(file));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${port}\n`);
  return port;
}

function remembered(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

/** Loopback only. Takes any other port when the wanted one is in use. */
async function listenOn(server: Server, wanted: number): Promise<number> {
  return either(wanted, async (port) => {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    return address.port;
  });
}

async function either(wanted: number, listen: (port: number) => Promise<number>): Promise<number> {
  if (wanted === 0) return listen(0);
  try {
    return await listen(wanted);
  } catch {
    return listen(0);
  }
}
