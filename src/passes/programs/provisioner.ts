// The privileged program: the inventory becomes accounts, trust, policies, repositories and parked services.

import type { Catalogue } from '../../documents/catalogue.ts';
import { checkPaths } from '../../documents/check.ts';
import type { Diagnostic } from '../../documents/document.ts';
import type { Parsed } from '../../documents/parsed.ts';
import { deploymentPath, pathsOf, targetDocuments } from '../../documents/target-documents.ts';
import { planTarget } from '../../plan/plan-target.ts';
import { compile } from '../../provisioner/compile.ts';
import { leftAlone } from '../../provisioner/left-alone.ts';
import { stillDeployed } from '../../provisioner/still-deployed.ts';
import { splitTarget, targetOf, type Target } from '../../resources/address.ts';
import type { Asked, Situation } from '../converge/look.ts';
import type { PlannedSituation } from '../converge/plan-situation.ts';
import type { Desired } from '../desired.ts';
import type { Program } from '../program.ts';
import { affectedBy, isWide } from '../review/files/affected.ts';
import type { ChangedFiles } from '../review/files/problems.ts';

export const provisioner: Program = {
  name: 'provisioner',
  ships: false,
  heals: true,
  worksIn: ({ identity }) => identity !== null,
  targetsOf,
  pathsOf: (target) => {
    const [workload, environment] = pathsOf(target);
    return [workload, environment];
  },
  affectedBy: (changes) => ({ ...affectedBy(changes), targets: [] }),
  read,
  problemsOf,
  plan,
};

/** What the inventory lists, in environments that are provisioned. An entry that is broken keeps nothing. */
function targetsOf(catalogue: Catalogue): readonly Target[] {
  const targets: Target[] = [];
  for (const file of catalogue.values()) {
    if (file.kind !== 'Workload' || file.document === null) continue;
    const { metadata, spec } = file.document.value;
    for (const environment of spec.environments) {
      if (isProvisioned(catalogue, environment)) targets.push(targetOf(environment, metadata.name));
    }
  }
  return targets.toSorted();
}

function isProvisioned(catalogue: Catalogue, environment: string): boolean {
  const file = catalogue.get(`environments/${environment}/environment.yml`);
  if (file?.kind !== 'Environment') return false;
  // One that cannot be read is looked at, and then says so.
  return file.document === null || file.document.value.spec.identity !== undefined;
}

async function read(desired: Desired, treeish: string, target: Target): Promise<Asked> {
  const files = await desired.files(treeish, pathsOf(target));
  const broken = provisioner.pathsOf(target).flatMap((path) => errorsIn(files.get(path)));
  if (broken.length > 0) return unusable(broken);

  const documents = targetDocuments((path) => files.get(path) ?? null, target);
  const { environment, workload } = documents;
  if (environment?.value.spec.identity === undefined) return unusable(leftAlone([target]));
  if (workload?.value.spec.environments.includes(environment.value.metadata.name) !== true) {
    return files.has(deploymentPath(target))
      ? unusable(stillDeployed([target]))
      : { type: 'removal' };
  }
  const compiled = compile(target, workload, environment);
  if (compiled.errors.length > 0) return unusable(compiled.errors);
  return { type: 'release', compiled: { ...compiled, release: null, strategy: 'expedited' } };
}

/** What is ours and not wanted goes; but nothing does while the documents cannot be carried out. */
function plan({
  target,
  intent,
  asked,
  observed,
}: Pick<Situation, 'target' | 'intent' | 'asked' | 'observed'>): PlannedSituation {
  const compiled = asked.type === 'release' ? asked.compiled : null;
  const desired = compiled?.resources ?? [];
  const input = { target, intent, desired, observed, tried: new Set<string>() };
  const surplus = asked.type === 'unusable' ? 'left' : 'removed';
  return { desired, plan: planTarget({ ...input, surplus, adopt: compiled?.adopt ?? false }) };
}

/** Of the inventory's and environments' files alone; a workload's own deployments are the other program's. */
async function problemsOf(
  desired: Desired,
  { tree, changes, targets }: ChangedFiles,
): Promise<readonly Diagnostic[]> {
  const own = changes.filter((change) => isWide(affectedBy([change])));
  if (own.length === 0) return [];
  const catalogue = await desired.catalogue(tree);
  const paths = own.map(({ path }) => path);
  const alone = targets.filter(
    (target) => !isProvisioned(catalogue, splitTarget(target).environment),
  );
  const there = targets.filter((target) => !alone.includes(target));
  const asked = await Promise.all(there.map((target) => read(desired, tree, target)));
  const named = new Set(targetsOf(catalogue));
  const left = there.filter(
    (target) => !named.has(target) && catalogue.get(deploymentPath(target)) !== null,
  );
  const found = [
    ...paths.flatMap((path) => catalogue.get(path)?.diagnostics ?? []),
    ...checkPaths(catalogue, paths),
    ...leftAlone(alone),
    ...stillDeployed(left),
    ...asked.flatMap((one, at) =>
      one.type === 'unusable' && !left.includes(there[at] as Target) ? one.diagnostics : [],
    ),
  ];
  // A mistake in one file is found again with each of its targets.
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

function errorsIn(file: Parsed | undefined): readonly Diagnostic[] {
  return (file?.diagnostics ?? []).filter(({ severity }) => severity === 'error');
}

function unusable(diagnostics: readonly Diagnostic[]): Asked {
  return { type: 'unusable', diagnostics };
}
