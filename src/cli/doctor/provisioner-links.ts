// Whether the provisioner may look at, and make, what workloads run with.

import { fewAtOnce } from '../../ports/few-at-once.ts';
import { failed, type Finding, looked, notApplicable, passed } from '../../ports/finding.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Kind } from '../../resources/kinds.ts';
import type { Place } from './places.ts';

const DEADLINE_MS = 60_000;

/** By the first kind that a provider makes. */
const NAMES: Partial<Record<Kind, string>> = {
  ServiceAccount: 'accounts and rights',
  ImageRepository: 'image repositories',
  ParkedService: 'parked services',
  VaultPolicy: 'Vault',
};

/** Of one environment, tried with what an example workload would get there. */
export async function provisionerLinks(
  providers: readonly Provider[],
  place: Place,
): Promise<readonly Finding[]> {
  const { name, scope } = place;
  if (scope.identity === null) {
    const words = 'environment.yml names no `identity`: nothing is provisioned here.';
    return [notApplicable(`${name}: provisioning`, words)];
  }
  return fewAtOnce(providers, (provider) => provided(provider, place));
}

async function provided(provider: Provider, { name, scope, example }: Place): Promise<Finding> {
  const link = `${name}: ${NAMES[provider.kinds[0] as Kind] ?? provider.kinds.join(', ')}`;
  if (provider.kinds.includes('VaultPolicy') && scope.vault === null)
    return notApplicable(link, 'environment.yml names no `vault`.');
  return looked(link, async () => {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const wanted = example.filter(({ kind }) => provider.kinds.includes(kind));
    const seen = await provider.observe(scope, wanted, signal);
    const lacking = await provider.rehearse(scope, wanted, signal);
    if (lacking.length > 0) return failed(link, lacking.join(' '), MEND);
    const ours = seen.filter(({ owned }) => owned).length;
    return passed(link, `Nothing stands in the way; Runway made ${ours} of what is there.`);
  });
}

const MEND = 'docs/install.md and docs/operating.md list what the provisioner must be granted.';
