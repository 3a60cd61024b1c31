// What the figures were measured on: without it they mean nothing.

import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type as system } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly git: string;
  /** Of the last minute, before anything was measured: well below the number of cores on a quiet machine. */
  readonly load: number;
}

export function thisMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${system()} ${release()}`,
    node: process.version,
    git: execFileSync('git', ['--version'], { encoding: 'utf8' })
      .trim()
      .replace('git version ', ''),
    load: loadavg()[0] ?? 0,
  };
}

export function machineWords(machine: Machine): string {
  const { processor, cores, memoryGiB, node, git, load } = machine;
  const busy = load > cores / 2 ? ': others use it too, so read ratios, not times' : '';
  return [
    `${processor}, ${cores} cores, ${memoryGiB} GiB, ${machine.system}`,
    `node ${node}, git ${git}, load ${load.toFixed(1)}${busy}`,
  ].join('\n');
}
