// Whose a series is.

import type { ProgramName } from '../../resources/program.ts';

/** Only the provisioner's bear a label: the reconciler's are what they were before there were two programs. */
export function labelOf(program: ProgramName): { readonly program?: ProgramName } {
  return program === 'reconciler' ? {} : { program };
}
