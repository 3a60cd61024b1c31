// `sandbox.json` while the sandbox runs: written once it is ready, and anew when accounts come and go.

import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SandboxDescription } from '../../sandbox/acme/description.ts';

export interface Described {
  /** Takes the file away. */
  close(): Promise<void>;
}

const NAME = 'sandbox.json';

/** Whoever waits for the file must not find that of the last run. */
export async function undescribed(dir: string): Promise<void> {
  await rm(join(dir, NAME), { force: true });
}

/** Resolves when it is written. `watch` calls back for every change, and what it returns ends that. */
export async function describedIn(
  dir: string,
  {
    describe,
    watch,
  }: {
    readonly describe: () => SandboxDescription;
    readonly watch: (changed: () => void) => () => void;
  },
): Promise<Described> {
  let writing = write(dir, describe());
  await writing;
  const unwatch = watch(() => {
    writing = writing.then(() => write(dir, describe()));
  });
  return {
    async close() {
      unwatch();
      await writing;
      await undescribed(dir);
    },
  };
}

/** Nobody ever finds half of it. */
async function write(dir: string, description: SandboxDescription): Promise<void> {
  const file = join(dir, NAME);
  await writeFile(`${file}.new`, `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
