// Which targets a change of files concerns.

import type { Change } from '../../../ports/repository.ts';
import { type Target, targetOf } from '../../../resources/address.ts';

export interface Affected {
  /** Targets whose own file changed. */
  readonly targets: readonly Target[];
  /** Environments whose rules changed: all their targets are concerned. */
  readonly environments: readonly string[];
  /** Workloads whose inventory entry changed: their targets everywhere. */
  readonly workloads: readonly string[];
}

/** From paths alone; files that Runway does not read concern nothing. */
export function affectedBy(changes: readonly Change[]): Affected {
  const affected = {
    targets: [] as Target[],
    environments: [] as string[],
    workloads: [] as string[],
  };
  for (const { path } of changes) {
    const [folder = '', first = '', second = '', more] = path.split('/');
    if (more !== undefined) continue;
    if (folder === 'inventory' && second === '' && first.endsWith('.yml'))
      affected.workloads.push(nameOf(first));
    if (folder !== 'environments' || !second.endsWith('.yml')) continue;
    if (second === 'environment.yml') affected.environments.push(first);
    else affected.targets.push(targetOf(first, nameOf(second)));
  }
  return affected;
}

/** All of them, sorted; `known` are the targets there are before and after the change. */
export function concerned(affected: Affected, known: readonly Target[]): readonly Target[] {
  const wide = known.filter((target) => {
    const [environment = '', workload = ''] = target.split('/');
    return affected.environments.includes(environment) || affected.workloads.includes(workload);
  });
  return [...new Set([...affected.targets, ...wide])].sort();
}

/** True when the targets cannot be told from the paths alone. */
export function isWide({ environments, workloads }: Affected): boolean {
  return environments.length > 0 || workloads.length > 0;
}

function nameOf(file: string): string {
  return file.replace(/\.yml$/, '');
}
