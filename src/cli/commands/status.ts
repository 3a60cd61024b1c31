// `runway status`: what runs where, and what is held or under way.

import type { Command } from 'commander';
import type { TargetStatus } from '../../passes/status/target-status.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import { EXIT, print } from '../exit.ts';
import { jsonOption, settingsOption } from '../options.ts';
import type { LoadedSettings } from '../settings.ts';
import { targetArgument } from '../arguments.ts';

interface StatusOptions {
  readonly settings: string;
  readonly json: boolean;
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('what every target runs, region by region')
    .argument('[target]', 'one target, for example production/checkout', targetArgument)
    .addOption(settingsOption().makeOptionMandatory())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nReads Git and live state itself. Holds that only the bot knows are added when it answers.\n\nStates: serving, deploying, failed, held, parked, absent, unreachable.\n\nExample:\n  runway status --settings settings.yml --json',
    )
    .action(async (target: Target | undefined, options: StatusOptions) => {
      const { loadSettings } = await import('../settings.ts');
      const value = await readRows(await loadSettings(options.settings), target ?? null);
      if (value.some(({ state }) => state === 'unreachable')) process.exitCode = EXIT.failed;
      if (target !== undefined && value.length === 0) {
        process.stderr.write(`Nothing runs as ${target}, and Git asks for nothing there.\n`);
        process.exitCode = EXIT.failed;
      }
      const text = target !== undefined && value.length === 0 ? '' : await tableOf(value);
      print({ json: options.json, value, text });
    });
}

/** Of all targets, or of one. Throws RUNWAY_TARGET_UNKNOWN for one that neither Git nor Cloud Run has. */
async function readRows(
  loaded: LoadedSettings,
  target: Target | null,
): Promise<readonly TargetStatus[]> {
  const { withSession } = await import('../session.ts');
  const { silentLog } = await import('../log.ts');
  const { readStatus } = await import('../../passes/status/read-status.ts');
  const { mustBeKnown } = await import('../apply/must-be-known.ts');
  const remembered = await remember(loaded);
  return withSession(loaded, silentLog, async (outside) => {
    const all = await readStatus(outside, remembered, AbortSignal.timeout(60_000));
    if (target === null) return all;
    const rows = all.filter((row) => row.target === target);
    if (rows.length === 0) await mustBeKnown(outside, target);
    return rows;
  });
}

/** Nothing when the bot does not answer: live state still tells nearly all. */
async function remember(loaded: LoadedSettings): Promise<readonly Convergence[]> {
  const { askBot } = await import('../api-client.ts');
  const { Failure } = await import('../../ports/failure.ts');
  try {
    return (await askBot(loaded, 'GET', '/api/targets')) as readonly Convergence[];
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

async function tableOf(rows: readonly TargetStatus[]): Promise<string> {
  if (rows.length === 0) return 'No targets.\n';
  const { coloursFor } = await import('../colours.ts');
  const colors = coloursFor(process.stdout);
  const paint: Readonly<Record<TargetStatus['state'], (text: string) => string>> = {
    serving: colors.green,
    deploying: colors.cyan,
    failed: colors.red,
    held: colors.yellow,
    parked: colors.dim,
    absent: colors.dim,
    unreachable: colors.red,
  };
  const width = Math.max(...rows.map(({ target }) => target.length));
  const lines = rows.map(({ target, region, version, revision, state, reason }) =>
    [
      target.padEnd(width),
      region.padEnd(14),
      (version ?? '-').padEnd(10),
      paint[state](state.padEnd(11)),
      revision ?? '',
      state === 'unreachable' ? '' : reason,
    ]
      .join('  ')
      .trimEnd(),
  );
  return `${[...lines, ...unseen(rows)].join('\n')}\n`;
}

/** Why environments could not be looked at: once each, not with every target. */
function unseen(rows: readonly TargetStatus[]): readonly string[] {
  const said = rows
    .filter(({ state }) => state === 'unreachable')
    .map(({ target, reason }) => `${splitTarget(target).environment}: ${reason}`);
  return said.length === 0 ? [] : ['', ...new Set(said)];
}
