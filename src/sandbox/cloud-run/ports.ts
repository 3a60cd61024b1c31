// The ports of the last run are taken again where they are free, so that links keep working.

import { readFileSync, writeFileSync } from 'node:fs';
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
