// One change in a sentence, for what nobody reads as fields: accounts, rights, roles, secrets.

import { copyIn } from '../retention.ts';
import { splitTarget } from '../../resources/address.ts';
import type { Resource } from '../../resources/resource.ts';
import { byText } from '../../resources/text-order.ts';
import type { Step } from '../plan.ts';
import { changed } from './changed.ts';
import { made } from './made.ts';
import { list, quoted, who } from './words.ts';

/**
 * Without full stop; what stands between backticks is a name. Parked services that change alike are one sentence for all
 * their regions. Nothing for kinds whose fields say it better.
 */
export function sentences(steps: readonly Step[]): string[] {
  const alike = new Map<string, { readonly step: Step; readonly regions: string[] }>();
  for (const step of steps) {
    const group = alike.get(groupOf(step)) ?? { step, regions: [] };
    if (step.region !== null) group.regions.push(step.region);
    alike.set(groupOf(step), group);
  }
  return [...alike.values()].flatMap(({ step, regions }) => {
    const said = sentence(step, regions);
    const { standing } = step;
    const busy = standing.state === 'under way' || standing.state === 'failed';
    return said === null ? [] : [busy ? `${said}: ${standing.message}` : said];
  });
}

/** Of one step, without what it is busy with. `regions`: all for which it is said. */
export function sentence(
  step: Step,
  regions: readonly string[] = step.region === null ? [] : [step.region],
): string | null {
  return step.kind === 'Secret' ? ofSecret(step) : ofThing(step, regions);
}

function groupOf({ kind, action, address, differences, standing, target }: Step): string {
  if (kind !== 'ParkedService') return address;
  return JSON.stringify([target, action, differences, standing.state]);
}

function ofThing(step: Step, regions: readonly string[]): string | null {
  const name = thing(step, regions);
  if (name === null) return null;
  const { after } = step;
  if (after === null) {
    const waits = step.standing.state === 'under way' ? ' later' : '';
    return `${name} is removed${waits}`;
  }
  if (step.action === 'create') return `${name} is created${made(after)}`;
  return `${name} ${changed(step)}`;
}

/** What is spoken of: of a removal what is there, else what is wanted. */
function thing(step: Step, regions: readonly string[]): string | null {
  const resource: Resource | null = step.after ?? step.before;
  if (resource === null) return null;
  switch (resource.kind) {
    case 'ServiceAccount':
      return `service account ${quoted(resource.spec.id)}`;
    case 'Trust':
      return `trust in ${who(resource.spec.account)}`;
    case 'VaultPolicy':
      return `Vault policy ${quoted(resource.spec.name)}`;
    case 'VaultRole':
      return `Vault role ${quoted(resource.spec.name)}`;
    case 'ImageRepository':
      return `image repository ${quoted(resource.spec.name)} in ${quoted(resource.spec.location)}`;
    case 'ParkedService': {
      const service = `service ${quoted(splitTarget(resource.target).workload)}`;
      return `${service} in ${list([...regions].sort(byText).map(quoted))}`;
    }
    case 'Image':
    case 'Secret':
    case 'Service':
    case 'Traffic':
    case 'Endpoint':
      return null;
  }
}

/** In Vault's numbers, since those are what the files pin. */
function ofSecret({ before, after, differences }: Step<'Secret'>): string {
  const name = quoted((after ?? before)?.spec.name ?? '');
  if (after === null) return `${name}: removed`;
  if (before === null) return `${name}: version ${after.spec.version}, new`;
  const unneeded = differences.filter((one) => copyIn(one) !== null);
  if (unneeded.length > 0) {
    return `${name}: ${list(unneeded.map((one) => `${one.before ?? ''} ${one.after ?? ''}`))}`;
  }
  const gained = after.spec.readers.filter((member) => !before.spec.readers.includes(member));
  const lost = before.spec.readers.filter((member) => !after.spec.readers.includes(member));
  const parts = [
    before.spec.version === after.spec.version
      ? null
      : `version ${before.spec.version} → ${after.spec.version}`,
    gained.length === 0 ? null : `readable by ${list(gained.map(who))}`,
    lost.length === 0 ? null : `no longer readable by ${list(lost.map(who))}`,
  ].filter((part) => part !== null);
  return `${name}: ${parts.length === 0 ? 'put right' : parts.join(', ')}`;
}
