// `runway status`: what runs where, and what is held or under way.

import type { Command } from 'commander';
import type { Outside } from '../../passes/outside.ts';
import type { TargetStatus } from '../../passes/status/target-status.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import { EXIT, print } from '../exit.ts';
import type { ProgramName } from '../../resources/program.ts';
import { jsonOption, programOption, settingsOption } from '../options.ts';
import type { LoadedSettings } from '../settings.ts';
import { targetArgument } from '../arguments.ts';

interface StatusOptions {
  readonly settings: string;
  readonly program: ProgramName;
  readonly json: boolean;
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('what every target runs, region by region')
    .argument('[target]', 'one target, for example production/checkout', targetArgument)
    .addOption(settingsOption().makeOptionMandatory())
    .addOption(programOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nReads Git and live state itself. Holds that only the bot knows are added when it answers.\n\nStates: serving, deploying, failed, held, parked, absent, unreachable;\nof the provisioner: provisioned, provisioning, removing, failed, held, unreachable.\n\nExamples:\n  runway status --settings settings.yml --json\n  runway status --program provisioner --settings settings.yml',
    )
    .action(async (target: Target | undefined, options: StatusOptions) => {
      const { loadSettings } = await import('../settings.ts');
      const loaded = await loadSettings(options.settings);
      const asked = { target: target ?? null, json: options.json };
      if (options.program === 'reconciler') await showRunning(loaded, asked);
      else await showProvisioned(loaded, asked);
    });
}

interface Asked {
  /** Null: all. */
  readonly target: Target | null;
  readonly json: boolean;
}

async function showRunning(loaded: LoadedSettings, { target, json }: Asked): Promise<void> {
  const value = await readRows(loaded, target);
  tellTrouble(value, target, 'runs');
  const text = target !== null && value.length === 0 ? '' : await tableOf(value);
  print({ json, value, text });
}

async function showProvisioned(loaded: LoadedSettings, { target, json }: Asked): Promise<void> {
  const { readProvisionStatus } = await import('../../passes/status/provision-status.ts');
  const { mustBeKnown } = await import('../apply/must-be-known.ts');
  const value = await looking(loaded, 'provisioner', async (outside, remembered) => {
    const all = await readProvisionStatus(outside, remembered, AbortSignal.timeout(60_000));
    const rows = target === null ? all : all.filter((row) => row.target === target);
    if (target !== null && rows.length === 0) await mustBeKnown(outside, target);
    return rows;
  });
  tellTrouble(value, target, 'is provisioned');
  const width = Math.max(0, ...value.map((row) => row.target.length));
  const lines = value.map((row) =>
    [row.target.padEnd(width), row.state.padEnd(12), row.reason].join('  ').trimEnd(),
  );
  const text = lines.length === 0 ? 'Nothing is provisioned.' : lines.join('\n');
  print({ json, value, text: target !== null && lines.length === 0 ? '' : `${text}\n` });
}

function tellTrouble(
  rows: readonly { readonly state: string }[],
  target: Target | null,
  does: string,
): void {
  if (rows.some(({ state }) => state === 'unreachable')) process.exitCode = EXIT.failed;
  if (target === null || rows.length > 0) return;
  process.stderr.write(`Nothing ${does} as ${target}, and Git asks for nothing there.\n`);
  process.exitCode = EXIT.failed;
}

/** Of all targets, or of one. Throws RUNWAY_TARGET_UNKNOWN for one that neither Git nor Cloud Run has. */
async function readRows(
  loaded: LoadedSettings,
  target: Target | null,
): Promise<readonly TargetStatus[]> {
  const { readStatus } = await import('../../passes/status/read-status.ts');
  const { mustBeKnown } = await import('../apply/must-be-known.ts');
  return looking(loaded, 'reconciler', async (outside, remembered) => {
    const all = await readStatus(outside, remembered, AbortSignal.timeout(60_000));
    if (target === null) return all;
    const rows = all.filter((row) => row.target === target);
    if (rows.length === 0) await mustBeKnown(outside, target);
    return rows;
  });
}

/** With what the bot remembers of the program's targets. */
async function looking<T>(
  loaded: LoadedSettings,
  program: ProgramName,
  work: (outside: Outside, remembered: readonly Convergence[]) => Promise<T>,
): Promise<T> {
  const { withSession } = await import('../connect/session.ts');
  const { silentLog } = await import('../log.ts');
  const remembered = await remember(loaded, program);
  return withSession(loaded, silentLog, (outside) => work(outside, remembered), program);
}

/** Nothing when the bot does not answer: live state still tells nearly all. */
async function remember(
  loaded: LoadedSettings,
  program: ProgramName,
): Promise<readonly Convergence[]> {
  const { about, askBot } = await import('../api-client.ts');
  const { Failure } = await import('../../ports/failure.ts');
  try {
    return (await askBot(loaded, 'GET', about(program, '/api/targets'))) as readonly Convergence[];
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
