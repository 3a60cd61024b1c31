// The programs that can be run, by name.

import type { ProgramName } from '../../resources/program.ts';
import type { Program } from '../program.ts';
import { reconciler } from './reconciler.ts';

export const programs = { reconciler } as const satisfies Partial<Record<ProgramName, Program>>;

export type Runnable = keyof typeof programs;
