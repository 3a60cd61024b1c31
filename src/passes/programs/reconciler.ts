// The deploying program: deployments become images, services, traffic and endpoints.

import { targetsOf } from '../../documents/catalogue.ts';
import { checkTarget } from '../../documents/check/target.ts';
import type { Diagnostic } from '../../documents/document.ts';
import { effectiveService } from '../../documents/effective-service.ts';
import { deploymentPath, pathsOf, targetDocuments } from '../../documents/target-documents.ts';
import { compile } from '../../reconciler/compile.ts';
import type { Target } from '../../resources/address.ts';
import type { Asked } from '../converge/look.ts';
import { planSituation } from '../converge/plan-situation.ts';
import type { Desired } from '../desired.ts';
import type { Program } from '../program.ts';
import { affectedBy } from '../review/files/affected.ts';
import { problemsOf } from '../review/files/problems.ts';

export const reconciler: Program = {
  name: 'reconciler',
  ships: true,
  heals: false,
  worksIn: () => true,
  targetsOf,
  pathsOf: (target) => [deploymentPath(target), ...pathsOf(target)],
  affectedBy,
  read,
  problemsOf,
  plan: planSituation,
};

async function read(desired: Desired, treeish: string, target: Target): Promise<Asked> {
  const around = await desired.around(treeish, [target]);
  const files = pathsOf(target).map(around.get);
  const broken = files.flatMap((file) => file?.diagnostics ?? []).filter(isError);
  if (broken.length > 0) return { type: 'unusable', diagnostics: broken };

  const documents = targetDocuments(around.get, target);
  if (documents.environment !== null && documents.deployment === null) return { type: 'removal' };

  const effective = effectiveService(documents);
  const checked = checkTarget(around, documents, effective).filter(isError);
  if (checked.length > 0) return { type: 'unusable', diagnostics: checked };
  const compiled = compile(documents, effective);
  const refused = compiled.errors.filter(isError);
  return refused.length > 0
    ? { type: 'unusable', diagnostics: refused }
    : { type: 'release', compiled: { ...compiled, adopt: false } };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
