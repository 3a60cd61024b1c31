// Services that the provisioner makes ahead, each with the one account that may change it.

import type { Making } from '../../plan/plan.ts';
import { fewAtOnce } from '../../ports/few-at-once.ts';
import type { Provider, Write } from '../../ports/provider.ts';
import { movedOn, notOurs, stillInUse } from '../../ports/refusals.ts';
import { accountEmail, memberEmail } from '../../resources/accounts.ts';
import { addressOf, splitTarget, targetOf } from '../../resources/address.ts';
import { ownLabels } from '../../resources/own-labels.ts';
import type { Observed } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import { byText } from '../../resources/text-order.ts';
import type { Newcomers } from '../google/newcomers.ts';
import { holdersOf, withHolders } from '../google/policy.ts';
import { createPolicyWriter, type PolicyWriter } from '../google/policy-writer.ts';
import { createRunApi, type RunApi } from './client/api.ts';
import { callerOver } from './client/caller.ts';
import { createRunPolicies, type RunPolicies } from './client/policies.ts';
import type { CloudRun } from './cloud-run.ts';
import { inWords, owned } from './ownership.ts';
import { paced, WRITES_PER_MINUTE } from './pacing.ts';
import { isParked, placeholderService } from './parking.ts';
import { serviceHealth } from './translation/conditions.ts';
import { shortName, type Location, type WireService } from './translation/wire.ts';

export interface ParkedServices extends CloudRun {
  readonly newcomers: Newcomers;
  /** Left out: Google's public placeholder, which says that nothing was deployed yet. */
  readonly placeholder?: string;
}

/** Source: the README of GoogleCloudPlatform/cloud-run-hello, which builds it. */
const PLACEHOLDER = 'us-docker.pkg.dev/cloudrun/container/placeholder';
/**
 * `roles/run.developer` is not enough: it may not say that anybody may call the service.
 * https://cloud.google.com/run/docs/authenticating/public
 */
const DEPLOYER = 'roles/run.admin';

interface Hands {
  readonly api: RunApi;
  readonly policies: RunPolicies;
  readonly changePolicy: PolicyWriter;
  readonly settings: ParkedServices;
}

/** Asks as the process's own account. The SDK is loaded with the first call. */
export function createParkedServices(settings: ParkedServices): Provider<'ParkedService'> {
  const caller = callerOver(settings);
  const pace = { ...settings, writesPerMinute: settings.writesPerMinute ?? WRITES_PER_MINUTE };
  const hands: Hands = {
    api: paced(createRunApi(caller), pace),
    policies: createRunPolicies(caller),
    changePolicy: createPolicyWriter(settings.clock),
    settings,
  };
  return {
    kinds: ['ParkedService'],
    async observe(scope, wanted, signal) {
      signal.throwIfAborted();
      const names = new Set(wanted.map(({ target }) => splitTarget(target).workload));
      const found = await Promise.all(
        scope.runtime.regions.map((region) => observeRegion(hands, scope, { region, names })),
      );
      return found.flat();
    },
    rehearse: () => Promise.resolve([]),
    async apply(write, signal) {
      signal.throwIfAborted();
      for (const step of write.steps) await applyOne(hands, { write, step }, signal);
    },
    async remove(scope, seen, signal) {
      signal.throwIfAborted();
      await removeOne(hands, scope, seen);
    },
  };
}

async function observeRegion(
  { api, policies }: Hands,
  scope: Scope,
  look: { readonly region: string; readonly names: ReadonlySet<string> },
): Promise<readonly Observed<'ParkedService'>[]> {
  const at = { project: scope.runtime.project, region: look.region };
  const services = await servicesOf(api, scope, { at, names: look.names });
  return fewAtOnce(services, async (service) => {
    const policy = await policies.policy(at, shortName(service.name));
    const deployers = holdersOf(policy?.bindings ?? [], DEPLOYER);
    return observed(scope, at, { service, deployer: [...deployers].sort(byText).join(', ') });
  });
}

async function servicesOf(
  api: RunApi,
  { workload, environment }: Scope,
  { at, names }: { readonly at: Location; readonly names: ReadonlySet<string> },
): Promise<readonly WireService[]> {
  if (workload !== null) {
    const one = await api.service(at, workload);
    return one === null ? [] : [one];
  }
  const all = await api.services(at);
  return all.filter((one) => owned(one, environment) || names.has(shortName(one.name)));
}

function observed(
  { environment }: Scope,
  { region }: Location,
  { service, deployer }: { readonly service: WireService; readonly deployer: string },
): Observed<'ParkedService'> {
  const target = targetOf(environment, shortName(service.name));
  const parked = isParked(service, environment);
  return {
    kind: 'ParkedService',
    address: addressOf(target, 'ParkedService', region),
    target,
    region,
    owned: owned(service, environment),
    spec: { deployer },
    // Once something was deployed, how that fares is told with the service itself.
    health: parked ? serviceHealth(service) : { status: 'healthy' },
    facts: { inUse: !parked },
  };
}

interface Work {
  readonly write: Write<'ParkedService'>;
  readonly step: Making<'ParkedService'>;
}

async function applyOne(hands: Hands, work: Work, signal: AbortSignal): Promise<void> {
  const { policies, changePolicy, settings } = hands;
  const { target } = work.write;
  const region = work.step.region ?? '';
  const at = { project: work.write.scope.runtime.project, region };
  const { workload } = splitTarget(target);
  if (work.step.before === null) await create(hands, work, at);
  else await takeOver(hands, work, at);
  const { deployer } = work.step.after.spec;
  const members = [memberEmail(deployer)];
  await changePolicy(
    {
      resource: `${workload} in ${region} (${at.project})`,
      read: () => policies.policy(at, workload),
      write: (policy) => policies.setPolicy(at, workload, { policy, members }),
      change: (bindings) => withHolders(bindings, DEPLOYER, [deployer]),
    },
    signal,
  );
  settings.log.info('service parked', { target, region });
}

async function create({ api, settings }: Hands, { write }: Work, at: Location): Promise<void> {
  const { environment, workload } = splitTarget(write.target);
  const account = accountEmail(at.project, workload, 'runtime');
  const service = placeholderService({
    workload,
    labels: ownLabels(environment, workload),
    image: settings.placeholder ?? PLACEHOLDER,
    account,
  });
  await api.create(at, { name: workload, service, validateOnly: false });
}

/** What runs in a service that is taken over stays as it is. */
async function takeOver({ api }: Hands, { write }: Work, at: Location): Promise<void> {
  const { environment, workload } = splitTarget(write.target);
  const live = await api.service(at, workload);
  if (live === null) throw movedOn(inWords(write.target, at.region), 'is gone');
  if (owned(live, environment)) return;
  if (!write.adopt) throw notOurs(inWords(write.target, at.region), 'adopt');
  const labels = { ...live.labels, ...ownLabels(environment, workload) };
  const service = { labels, etag: live.etag ?? '' };
  await api.update(at, { name: workload, service, mask: ['labels'], validateOnly: false });
}

/** Only while nothing was deployed: what runs is for the reconciler to end. */
async function removeOne(
  { api, settings }: Hands,
  scope: Scope,
  { target, region: place }: Observed<'ParkedService'>,
): Promise<void> {
  const region = place ?? '';
  const at = { project: scope.runtime.project, region };
  const { environment, workload } = splitTarget(target);
  const live = await api.service(at, workload);
  if (live === null) return;
  if (!owned(live, environment)) throw notOurs(inWords(target, region), 'adopt');
  if (!isParked(live, environment)) throw stillInUse(inWords(target, region));
  await api.remove(at, workload, live.etag ?? '');
  settings.log.info('parked service removed', { target, region });
}
