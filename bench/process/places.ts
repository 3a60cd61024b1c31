// Where things are, seen from the compiled benchmark.

import { fileURLToPath } from 'node:url';

/** The compiled command line. */
export const RUNWAY = fileURLToPath(import.meta.resolve('#runway/cli/main.js'));

/** A program of the benchmark that runs as a process of its own, by its path below `bench/`. */
export function program(path: string): string {
  return fileURLToPath(new URL(`../${path}.js`, import.meta.url));
}
