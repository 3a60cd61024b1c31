// A live template in Runway's words: one spelling for equal things, the server's defaults filled in.

import type { Network, Template } from '../../../resources/kinds.ts';
import { attemptOf, templateHash } from '../../../resources/revision.ts';
import { mainContainer } from './container.ts';
import { BOOKKEEPING, collectLeftovers, collectMembers } from './leftovers.ts';
import { isOwnLabel } from '../../../resources/own-labels.ts';
import { seconds } from './duration.ts';
import type { WireContainer, WireRevision, WireRevisionTemplate } from './wire.ts';
import { shortName } from './wire.ts';

/** What revisions and templates have in common. */
type WireTemplate = Omit<WireRevisionTemplate, 'revision' | 'healthCheckDisabled'>;

/** Members that say how a revision is, that have a place in a Template, or that have a rule of their own below. */
const KNOWN: ReadonlySet<string> = new Set([
  ...BOOKKEEPING,
  'service',
  'logUri',
  'scalingStatus',
  'revision',
  'healthCheckDisabled',
  'labels',
  'annotations',
  'scaling',
  'vpcAccess',
  'timeout',
  'serviceAccount',
  'containers',
  'executionEnvironment',
  'maxInstanceRequestConcurrency',
]);

/** The account that Cloud Run fills in where none is asked for. */
const DEFAULT_ACCOUNT = /^\d+-compute@developer\.gserviceaccount\.com$/;

/** What Cloud Run fills in where nothing is asked for; its reference of RevisionTemplate. */
const DEFAULT_MAX_INSTANCES = 100;
const DEFAULT_CONCURRENCY = 80;
const DEFAULT_TIMEOUT_SECONDS = 300;

export function templateOfRevision(revision: WireRevision, workload: string): Template {
  return trustedMaximum(revision, { workload, revision: shortName(revision.name) });
}

/** The template that the newest revision was made from. */
export function templateOfService(template: WireRevisionTemplate, workload: string): Template {
  return trustedMaximum(template, { workload, revision: shortName(template.revision) });
}

/** Google's own annotations and labels, written by its tools: not settings. */
export function isNoise(key: string): boolean {
  const domain = key.split('/')[0] ?? '';
  return key.includes('/') && /(^|\.)(knative\.dev|googleapis\.com)$/.test(domain);
}

/**
 * Cloud Run calculates a maximum for each revision from the project's quota. On a revision that is named for
 * its content we know that nobody asked for it; on any other it counts as set by hand.
 */
function trustedMaximum(
  wire: WireTemplate,
  from: { readonly workload: string; readonly revision: string },
): Template {
  const template = normalTemplate(wire, from.workload);
  const maximum = wire.scaling?.maxInstanceCount ?? 0;
  const named = attemptOf(from.revision, from.workload, templateHash(template)) !== null;
  if (maximum === 0 || maximum === DEFAULT_MAX_INSTANCES || named) return template;
  const unmanaged = { ...template.unmanaged, 'scaling.maxInstanceCount': String(maximum) };
  return { ...template, unmanaged };
}

function normalTemplate(wire: WireTemplate, workload: string): Template {
  const unmanaged = templateLeftovers(wire);
  const containers = wire.containers ?? [];
  const main = containers.find(({ ports }) => (ports ?? []).length > 0) ?? containers[0] ?? {};
  for (const sidecar of containers.filter((other) => other !== main)) {
    const path = `containers.${sidecar.name ?? ''}`;
    collectLeftovers(withoutValues(sidecar), path, unmanaged);
  }
  return {
    ...mainContainer(main, workload, unmanaged),
    serviceAccount: serviceAccount(wire),
    concurrency: wire.maxInstanceRequestConcurrency || DEFAULT_CONCURRENCY,
    timeoutSeconds: seconds(wire.timeout) || DEFAULT_TIMEOUT_SECONDS,
    executionEnvironment: executionEnvironment(wire.executionEnvironment),
    network: network(wire.vpcAccess, unmanaged),
    unmanaged,
  };
}

function templateLeftovers(wire: WireTemplate): Record<string, string> {
  const unmanaged: Record<string, string> = {};
  collectMembers(wire, KNOWN, unmanaged);
  for (const [name, value] of Object.entries(wire.labels ?? {})) {
    if (!isNoise(name) && !isOwnLabel(name)) unmanaged[`labels.${name}`] = value;
  }
  for (const [name, value] of Object.entries(wire.annotations ?? {})) {
    if (!isNoise(name)) unmanaged[`annotations.${name}`] = value;
  }
  const minimum = wire.scaling?.minInstanceCount ?? 0;
  if (minimum !== 0) unmanaged['scaling.minInstanceCount'] = String(minimum);
  return unmanaged;
}

function serviceAccount({ serviceAccount: account }: WireTemplate): string | null {
  return !account || DEFAULT_ACCOUNT.test(account) ? null : account;
}

/** A sidecar is not ours to read aloud: that a variable is set is told, not what it holds. */
function withoutValues(sidecar: WireContainer): WireContainer {
  const env = (sidecar.env ?? []).map((variable) =>
    variable.valueSource ? variable : { name: variable.name ?? '', value: '(set)' },
  );
  return { ...sidecar, env };
}

function executionEnvironment(
  value: WireTemplate['executionEnvironment'],
): Template['executionEnvironment'] {
  if (value === 'EXECUTION_ENVIRONMENT_GEN1') return 'gen1';
  if (value === 'EXECUTION_ENVIRONMENT_GEN2') return 'gen2';
  return 'default';
}

function network(
  access: WireTemplate['vpcAccess'],
  unmanaged: Record<string, string>,
): Network | null {
  if (!access) return null;
  const [first, ...more] = access.networkInterfaces ?? [];
  const all = access.egress === 'ALL_TRAFFIC';
  collectLeftovers(
    { connector: access.connector, networkInterfaces: more },
    'vpcAccess',
    unmanaged,
  );
  if (first === undefined) {
    if (all) unmanaged['vpcAccess.egress'] = 'ALL_TRAFFIC';
    return null;
  }
  collectLeftovers(first.tags, 'vpcAccess.tags', unmanaged);
  return {
    network: first.network ?? '',
    subnetwork: first.subnetwork ?? '',
    egress: all ? 'all-traffic' : 'private-ranges-only',
  };
}
