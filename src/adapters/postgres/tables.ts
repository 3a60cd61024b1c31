// Where a program keeps what it has to do and what it did: in tables of its own.

import type { ProgramName } from '../../resources/program.ts';

export interface Tables {
  readonly passes: string;
  readonly deliveries: string;
  readonly entries: string;
  readonly pins: string;
  readonly facts: string;
}

/**
 * Neither program can see, claim or delay a row of the other. The reconciler's tables have the names that they had
 * before there was a second program.
 */
export function tablesOf(program: ProgramName): Tables {
  const own = program === 'reconciler' ? '' : `${program}_`;
  return {
    passes: `${own}passes`,
    deliveries: `${own}deliveries`,
    entries: `${own}entries`,
    pins: `${own}pins`,
    facts: `${own}facts`,
  };
}
