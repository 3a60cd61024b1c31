// Every link between Runway and the world, one after another, and what to mend.

import { createMemoryBudget } from '../../adapters/memory/budget.ts';
import { type Finding, notChecked } from '../../ports/finding.ts';
import type { ProgramName } from '../../resources/program.ts';
import type { World } from '../connect/connect.ts';
import { systemClock } from '../clock.ts';
import { silentLog } from '../log.ts';
import { providersOf } from '../connect/providers.ts';
import { withConnection } from '../connect/session.ts';
import type { LoadedSettings } from '../settings.ts';
import { clockLinks } from './clock-links.ts';
import { forgeLinks } from './forge-links.ts';
import { googleLinks, selfLink } from './google-links.ts';
import { imageLinks } from './image-links.ts';
import { type Place, placesAt } from './places.ts';
import { provisionerLinks } from './provisioner-links.ts';
import { type Looker, roomLinks } from './room-links.ts';
import { storeLinks } from './store-links.ts';
import { vaultLinks } from './vault-links.ts';

/** `say` is told what is looked at. Nothing is changed anywhere. */
export async function examine(
  loaded: LoadedSettings,
  program: ProgramName,
  say: (words: string) => void,
): Promise<readonly Finding[]> {
  return withConnection(loaded, silentLog, async (connected) => {
    const { telling, world } = connected;
    say('Looking at the store and the bot');
    const findings = [...(await storeLinks(loaded, program))];
    say('Looking at the forge');
    const forge = await forgeLinks(loaded, connected);
    findings.push(...forge.findings);
    say('Comparing clocks');
    findings.push(...(await clockLinks(loaded)));
    say('Asking Google who Runway is');
    findings.push(await selfLink(loaded, telling, program));
    if (forge.commit === null) return [...findings, UNKNOWN];
    const places = await placesAt(world, forge.commit);
    for (const place of places) {
      say(`Looking at ${place.name}`);
      findings.push(...(await placeLinks({ loaded, telling, program }, world, place)));
    }
    if (program === 'provisioner') return findings;
    say('Looking at images');
    return [...findings, ...(await imageLinks(loaded, telling, places))];
  });
}

async function placeLinks(
  looker: Looker,
  world: Pick<World, 'vault'>,
  place: Place,
): Promise<readonly Finding[]> {
  const { loaded, telling } = looker;
  if (looker.program === 'reconciler') {
    const google = await googleLinks(loaded, telling, place);
    return [...google, ...(await vaultLinks(loaded, world, place))];
  }
  const budget = createMemoryBudget(systemClock);
  const providers = await providersOf('provisioner', loaded, { ...telling, budget });
  const made = await provisionerLinks(providers, place);
  return place.scope.identity === null ? made : [...(await roomLinks(looker, place)), ...made];
}

const UNKNOWN = notChecked(
  'environments',
  'Which environments and workloads there are could not be read from Git.',
  'Mend the way to the repository first.',
);
