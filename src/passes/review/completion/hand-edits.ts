// Edits by hand inside what the bot completes: refused, with the place where they belong.

import type { Diagnostic } from '../../../documents/document.ts';
import type { Draft } from './complete.ts';
import type { Part } from './release-block.ts';

const CURES: Readonly<Record<Part, string>> = {
  digest:
    'Remove the `digest` line: it is completed from the registry. To ship other content, change `release.version`.',
  commit: 'Remove the `commit` line: it is completed from the image.',
  manifest:
    'Take the change out of `release.manifest` and write it under `overrides`, or change `.runway/` in the service project and release that.',
};

export function handEdits({ deployment }: Draft, parts: readonly Part[]): readonly Diagnostic[] {
  return parts.map((part) => ({
    severity: 'error',
    summary: `\`release.${part}\` was changed by hand; it is not what version ${deployment.value.release.version} is.`,
    hint: CURES[part],
    at: deployment.locate(`/release/${part}`),
  }));
}
