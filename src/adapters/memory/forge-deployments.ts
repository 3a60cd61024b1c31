// Deployment records of the forge in memory.

import type { Deployment, DeploymentState } from '../../ports/forge.ts';
import type { MemoryDeployment, MemoryEnvironment, World } from './forge-world.ts';

/** Counts as one write whatever it changes, and as none when it changes nothing. */
export function recordDeployment(world: World, deployment: Deployment): void {
  const before = world.environments.get(deployment.target);
  const after = told(before, deployment);
  if (after === undefined || JSON.stringify(after) === JSON.stringify(before)) return;
  world.writes += 1;
  world.environments.set(deployment.target, after);
}

function told(
  before: MemoryEnvironment | undefined,
  deployment: Deployment,
): MemoryEnvironment | undefined {
  const { state, tier, url } = deployment;
  const known = before?.deployments ?? [];
  if (state === 'stopped') {
    return before && { ...before, open: false, deployments: known.map(canceled) };
  }
  const at = indexOf(known, { ...deployment, state });
  const settled = known.map((one, index) => (index === at ? one : canceled(one)));
  const record: MemoryDeployment = { commit: known[at]?.commit ?? deployment.commit, state };
  return {
    tier: before?.tier ?? tier,
    url: before?.url ?? url,
    open: state === 'succeeded' || (before?.open ?? true),
    deployments: at < 0 ? [...settled, record] : settled.with(at, record),
  };
}

/** The newest of the commit, or the newest at all where it may be known under another; only if it can become so. */
function indexOf(
  known: readonly MemoryDeployment[],
  { commit, state, first }: Pick<Deployment, 'commit' | 'first'> & { state: DeploymentState },
): number {
  const same = known.findLastIndex((one) => one.commit === commit);
  const at = same < 0 && first && state !== 'running' ? known.length - 1 : same;
  const now = known[at]?.state;
  return now === state || now === 'running' ? at : -1;
}

function canceled(one: MemoryDeployment): MemoryDeployment {
  return one.state === 'running' ? { ...one, state: 'canceled' } : one;
}
