// The plan of a clone's HEAD, with the same code as the bot's.

import { coloursFor } from '../colours.ts';
import { openCheckout } from '../../adapters/git/local.ts';
import type { Diagnostic } from '../../documents/document.ts';
import { formatDiagnostic } from '../../documents/format-diagnostic.ts';
import { createDesired } from '../../passes/desired.ts';
import type { Outside } from '../../passes/outside.ts';
import { programs } from '../../passes/programs/programs.ts';
import type { ChangedFiles } from '../../passes/review/files/problems.ts';
import { concernedTargets } from '../../passes/review/files/concerned-targets.ts';
import { type LookedAt, lookAtTargets } from '../../passes/review/look/look-at-targets.ts';
import { renderTerminal } from '../../plan/terminal.ts';
import { Failure } from '../../ports/failure.ts';
import type { Provider } from '../../ports/provider.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Target } from '../../resources/address.ts';
import type { PlanOptions } from '../commands/plan.ts';
import { EXIT, print } from '../exit.ts';
import { SILENT, type StatusLine, terminalLine } from '../status-line.ts';
import { unknownTarget } from '../unknown-target.ts';
import { documentsOnly } from '../../passes/offline/documents-only.ts';
import { type ToComplete, toComplete, withWords } from '../../passes/offline/to-complete.ts';

/** Targets that take long enough to say what is being done. */
const MANY = 100;

type Reading = Pick<Outside, 'repository' | 'desired' | 'program' | 'providers'>;

export async function plan(targets: readonly Target[], options: PlanOptions): Promise<number> {
  const checkout = await openCheckout({ dir: options.repository });
  try {
    const head = await checkout.current();
    const base = await checkout.repository.head(options.base);
    if (head === null || base === null) throw missing(options.base);
    const { repository } = checkout;
    const desired = createDesired(repository);
    const providers = options.offline ? [] : await liveProviders(options);
    const reading = { repository, desired, providers, program: programs[options.program] };
    return await planBetween(reading, { base, head, targets, options });
  } finally {
    await checkout.close();
  }
}

interface Between {
  readonly base: Sha;
  readonly head: Sha;
  readonly targets: readonly Target[];
  readonly options: PlanOptions;
}

async function planBetween(reading: Reading, between: Between): Promise<number> {
  const { base, head, options } = between;
  const merged = await reading.repository.mergeResult(base, head);
  if (merged.type === 'conflict') {
    throw new Failure({
      code: 'RUNWAY_GIT_FAILED',
      message: `HEAD conflicts with ${options.base} in ${merged.paths.join(', ')}.`,
      hint: `Merge or rebase onto ${options.base} first.`,
      retry: 'never',
    });
  }
  const { tree } = merged;
  for (const target of between.targets) await mustExist(reading, target, [base, tree]);
  const changes = await reading.repository.changes(base, tree);
  const targets =
    between.targets.length > 0
      ? between.targets
      : await concernedTargets(reading, { base, tree, changes });
  const line = targets.length < MANY ? SILENT : terminalLine(process.stderr);
  const judging = judge(reading, { base, tree, changes, targets }, { options, line });
  const judged = await judging.finally(line.clear);
  return 'problems' in judged
    ? showProblems(judged.problems, options)
    : show(judged.looked, judged.incomplete, options);
}

type Judged =
  | { readonly problems: readonly Diagnostic[] }
  | { readonly looked: LookedAt; readonly incomplete: readonly ToComplete[] };

async function judge(
  reading: Reading,
  proposed: ChangedFiles & { readonly base: Sha },
  { options, line }: { readonly options: PlanOptions; readonly line: StatusLine },
): Promise<Judged> {
  const { base, targets } = proposed;
  line.say(`checking ${targets.length} targets`);
  const problems = await reading.program.problemsOf(reading.desired, proposed);
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  if (options.offline) line.say(`reading ${targets.length} targets of ${options.base}`);
  const providers = options.offline
    ? [await documentsOnly(reading, base, targets)]
    : reading.providers;
  line.say(`comparing ${targets.length} targets`);
  const looking = { ...reading, providers };
  const looked = await lookAtTargets(looking, proposed, AbortSignal.timeout(120_000));
  const incomplete = reading.program.ships ? await toComplete(reading, proposed) : [];
  return { looked, incomplete };
}

function showProblems(problems: readonly Diagnostic[], { json }: PlanOptions): number {
  const text = `${problems.map(formatDiagnostic).join('\n')}\n`;
  print({ json, value: { problems }, text });
  return EXIT.invalid;
}

function show(looked: LookedAt, incomplete: readonly ToComplete[], { json }: PlanOptions): number {
  const known = withWords(looked, incomplete, ON_THE_MERGE_REQUEST);
  const planned =
    known.targets.length === 0 ? '' : renderTerminal(known.targets, coloursFor(process.stdout));
  const unseen = known.unseen.map(
    ({ target, reason }) => `${target}  could not be looked at\n  ${reason}\n`,
  );
  const parts = [planned, unplanned(known, incomplete), ...unseen].filter((part) => part !== '');
  const text = parts.length === 0 ? 'Nothing would change.\n' : parts.join('\n');
  print({ json, value: { ...known, incomplete }, text });
  if (unseen.length > 0) return EXIT.failed;
  return parts.length === 0 ? EXIT.done : EXIT.changes;
}

const ON_THE_MERGE_REQUEST =
  'Digest, commit and manifest are completed on the merge request; its plan shows what they change.';

/** Those of which there is no plan at all before they are completed, in words. */
function unplanned(looked: LookedAt, incomplete: readonly ToComplete[]): string {
  const planned = new Set(looked.targets.map(({ target }) => target));
  return incomplete
    .filter(({ target }) => !planned.has(target))
    .map(
      ({ target, before, version }) =>
        `${target}  ${before ?? 'none'} → ${version}\n  ${ON_THE_MERGE_REQUEST}\n`,
    )
    .join('\n');
}

/** A slip in a name must not look like a target that stays as it is. */
async function mustExist(
  { desired, program }: Reading,
  target: Target,
  treeishes: readonly string[],
): Promise<void> {
  const [path] = program.pathsOf(target);
  for (const treeish of treeishes) if ((await desired.text(treeish, path)) !== null) return;
  const because = `neither the base branch nor HEAD has ${path}`;
  const [, merged = ''] = treeishes;
  throw await unknownTarget({ desired }, { target, treeish: merged, because });
}

async function liveProviders({ settings, program }: PlanOptions): Promise<readonly Provider[]> {
  if (settings === undefined) {
    throw new Failure({
      code: 'RUNWAY_SETTINGS_INVALID',
      message: 'A plan against what runs needs settings.',
      hint: 'Give --settings FILE, or --offline to compare documents only.',
      retry: 'never',
    });
  }
  const { loadSettings } = await import('../settings.ts');
  const { providersOf } = await import('../connect/providers.ts');
  const { silentLog } = await import('../log.ts');
  const { createCalls } = await import('../../adapters/calls/calls.ts');
  const { systemClock } = await import('../clock.ts');
  const calls = createCalls({ clock: systemClock });
  const { createMemoryBudget } = await import('../../adapters/memory/budget.ts');
  const budget = createMemoryBudget(systemClock);
  const { identitiesOf } = await import('../connect/google.ts');
  const loaded = await loadSettings(settings);
  const identities = await identitiesOf(loaded, calls);
  return providersOf(program, loaded, { log: silentLog, calls, budget, identities });
}

function missing(base: string): Failure {
  return new Failure({
    code: 'RUNWAY_GIT_FAILED',
    message: `There is no commit checked out, or no branch ${base}.`,
    hint: 'Run this in a clone of the GitOps repository, or name the branch with --base.',
    retry: 'never',
  });
}
