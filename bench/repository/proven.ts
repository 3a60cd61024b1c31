// A generated repository is only used once our own `validate` finds nothing wrong with it.

import { join } from 'node:path';
import { run } from '../process/run.ts';
import { RUNWAY } from '../process/places.ts';
import { type GeneratedRepository, generateRepository } from './generate.ts';
import { ENVIRONMENTS } from './names.ts';

const CHANGES = 48;
const TIMEOUT_MS = 180_000;

/** Gives each size once; throws when `validate` refuses it, or counts other files than were made. */
export function provenRepositories(
  dir: string,
  progress: (words: string) => void,
): (workloads: number) => Promise<GeneratedRepository> {
  const made = new Map<number, Promise<GeneratedRepository>>();
  return (workloads) => {
    const known = made.get(workloads) ?? make(join(dir, `n${workloads}`), workloads, progress);
    made.set(workloads, known);
    return known;
  };
}

async function make(
  dir: string,
  workloads: number,
  progress: (words: string) => void,
): Promise<GeneratedRepository> {
  progress(`making a repository of ${workloads} workloads`);
  const repository = await generateRepository({ dir, workloads, changes: CHANGES });
  progress(`validating ${workloads} workloads`);
  const { code, stdout } = await run({
    program: process.execPath,
    args: [RUNWAY, 'validate', repository.clone],
    cwd: dir,
    timeoutMs: TIMEOUT_MS,
  });
  const files = workloads * (1 + ENVIRONMENTS.length) + ENVIRONMENTS.length;
  if (code !== 0 || stdout !== `${files} files are valid.\n`) {
    throw new Error(`the generated repository is not valid: ${stdout.slice(0, 1_000)}`);
  }
  return repository;
}
