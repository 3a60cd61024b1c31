// The ports of the last run are taken again where they are free, so that links keep working.

import { readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';

export interface Ports {
  readonly grpc: number;
  readonly front: number;
}

export function rememberedPorts(dir: string): Ports {
  try {
    return JSON.parse(readFileSync(join(dir, 'ports.json'), 'utf8')) as Ports;
  } catch {
    return { grpc: 0, front: 0 };
  }
}

export function rememberPorts(dir: string, ports: Ports): void {
  writeFileSync(join(dir, 'ports.json'), JSON.stringify(ports));
}

/** Loopback only. Takes any other port when the wanted one is in use. */
export async function listenOn(server: Server, wanted: number): Promise<number> {
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
