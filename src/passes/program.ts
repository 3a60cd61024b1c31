// What the passes have to know of a program: everything else is the same for both.

import type { Catalogue } from '../documents/catalogue.ts';
import type { Diagnostic } from '../documents/document.ts';
import type { Change } from '../ports/repository.ts';
import type { Target } from '../resources/address.ts';
import type { Scope } from '../resources/scope.ts';
import type { ProgramName } from '../resources/program.ts';
import type { Asked, Situation } from './converge/look.ts';
import type { PlannedSituation } from './converge/plan-situation.ts';
import type { Desired } from './desired.ts';
import type { Affected } from './review/files/affected.ts';
import type { ChangedFiles } from './review/files/problems.ts';

/** A pure compiler from documents to resources, with what its passes do or leave. Its providers come with the connection. */
export interface Program {
  readonly name: ProgramName;
  /**
   * Whether it ships releases. Then they are completed and rehearsed before the merge, confirmed before anything is
   * changed, offered to the next environment and told to the forge as deployments, and every merge request gets a word.
   * One that ships none speaks only where it has something to do.
   */
  readonly ships: boolean;
  /** Whether it acts whenever what is there differs from what is wanted; else only when Git asks for something new. */
  readonly heals: boolean;
  /** Whether it has anything to do in an environment; where not, it is not looked at. */
  worksIn(scope: Scope): boolean;
  /** Every target that documents name, broken ones included. */
  targetsOf(catalogue: Catalogue): readonly Target[];
  /** The files that say what it wants of a target: the target's own first, then those with rules for it. */
  pathsOf(target: Target): readonly [string, ...string[]];
  /** What changed files concern, from their paths alone. */
  affectedBy(changes: readonly Change[]): Affected;
  /** What the documents at a commit or tree ask of a target. */
  read(desired: Desired, treeish: string, target: Target): Promise<Asked>;
  /** What is wrong with changed files, and with what they change for others. */
  problemsOf(desired: Desired, changed: ChangedFiles): Promise<readonly Diagnostic[]>;
  /** What is wanted and how to get there. `tried` are the revisions that the present converging has made. */
  plan(
    situation: Pick<Situation, 'target' | 'intent' | 'asked' | 'observed'>,
    tried: readonly string[],
  ): PlannedSituation;
}
