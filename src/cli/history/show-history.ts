// What a target received, as the bot remembers it.

import { createCalls } from '../../adapters/calls/calls.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { Target } from '../../resources/address.ts';
import { about, askBot } from '../api-client.ts';
import { mustBeKnown } from '../apply/must-be-known.ts';
import { systemClock } from '../clock.ts';
import { coloursFor } from '../colours.ts';
import { connectForge } from '../connect/forge.ts';
import type { HistoryOptions } from '../commands/history.ts';
import { EXIT, print } from '../exit.ts';
import { silentLog } from '../log.ts';
import { withSession } from '../connect/session.ts';
import { loadSettings, type LoadedSettings } from '../settings.ts';
import { type Ending, releaseLine } from './release-line.ts';

/** Newest first. Throws RUNWAY_TARGET_UNKNOWN for a name that Git does not know either. */
export async function showHistory(target: Target, options: HistoryOptions): Promise<number> {
  const loaded = await loadSettings(options.settings);
  const path = about(options.program, `/api/targets/${target}?limit=${options.limit}`);
  const found = (await askBot(loaded, 'GET', path)) as readonly Convergence[];
  if (found.length === 0) await mustBeInGit(loaded, target);
  const text =
    found.length === 0
      ? `The bot remembers no release of ${target}.\n`
      : tableOf(
          found,
          connectForge(loaded, { log: silentLog, calls: createCalls({ clock: systemClock }) })
            .forge,
        );
  print({ json: options.json, value: found, text });
  return EXIT.done;
}

async function mustBeInGit(loaded: LoadedSettings, target: Target): Promise<void> {
  await withSession(loaded, silentLog, async (outside) => {
    await outside.repository.fetch();
    await mustBeKnown(outside, target);
  });
}

function tableOf(found: readonly Convergence[], forge: Forge): string {
  const colours = coloursFor(process.stdout);
  const paint: Readonly<Record<Ending, (text: string) => string>> = {
    served: colours.green,
    provisioned: colours.green,
    failed: colours.red,
    held: colours.yellow,
    superseded: colours.dim,
    parked: colours.dim,
    removed: colours.dim,
    'under way': colours.cyan,
  };
  const lines = found.map((each) => releaseLine(each, (number) => forge.reference(number)));
  const columns = ['when', 'version', 'digest', 'commit', 'mergeRequest', 'took'] as const;
  const widths = columns.map((name) => Math.max(...lines.map((line) => line[name].length)));
  const endings = Math.max(...lines.map(({ ending }) => ending.length));
  return lines
    .map((line) => {
      const cells = columns.map((name, at) => line[name].padEnd(widths[at] ?? 0));
      const ending = paint[line.ending](line.ending.padEnd(endings));
      return `${[...cells, ending, line.reason].join('  ').trimEnd()}\n`;
    })
    .join('');
}
