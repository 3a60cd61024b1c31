// Both programs, by name.

import type { ProgramName } from '../../resources/program.ts';
import type { Program } from '../program.ts';
import { provisioner } from './provisioner.ts';
import { reconciler } from './reconciler.ts';

export const programs: Readonly<Record<ProgramName, Program>> = { reconciler, provisioner };
