// Every link between Runway and the world, one after another, and what to mend.

import { type Finding, notChecked } from '../../ports/finding.ts';
import { silentLog } from '../log.ts';
import { withConnection } from '../session.ts';
import type { LoadedSettings } from '../settings.ts';
import { clockLinks } from './clock-links.ts';
import { forgeLinks } from './forge-links.ts';
import { googleLinks, selfLinks } from './google-links.ts';
import { imageLinks } from './image-links.ts';
import { placesAt } from './places.ts';
import { storeLinks } from './store-links.ts';
import { vaultLinks } from './vault-links.ts';

/** `say` is told what is looked at. Nothing is changed anywhere. */
export async function examine(
  loaded: LoadedSettings,
  say: (words: string) => void,
): Promise<readonly Finding[]> {
  return withConnection(loaded, silentLog, async (connected) => {
    const { telling, world } = connected;
    say('Looking at the store and the bot');
    const findings = [...(await storeLinks(loaded))];
    say('Looking at the forge');
    const forge = await forgeLinks(loaded, connected);
    findings.push(...forge.findings);
    say('Comparing clocks');
    findings.push(...(await clockLinks(loaded)));
    say('Asking Google who Runway is');
    findings.push(...(await selfLinks(loaded, telling)));
    if (forge.commit === null) return [...findings, UNKNOWN];
    const places = await placesAt(world, forge.commit);
    for (const place of places) {
      say(`Looking at ${place.name}`);
      findings.push(...(await googleLinks(loaded, telling, place)));
      findings.push(...(await vaultLinks(loaded, world, place)));
    }
    say('Looking at images');
    return [...findings, ...(await imageLinks(loaded, telling, places))];
  });
}

const UNKNOWN = notChecked(
  'environments',
  'Which environments and workloads there are could not be read from Git.',
  'Mend the way to the repository first.',
);
