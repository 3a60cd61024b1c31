// Runs the converge pass here until every target has ended.

import { createConverge } from '../../passes/converge/converge.ts';
import type { Outside } from '../../passes/outside.ts';
import type { Convergence } from '../../ports/ledger.ts';
import { Failure } from '../../ports/failure.ts';
import type { Target } from '../../resources/address.ts';
import { systemClock } from '../clock.ts';
import type { ApplyOptions } from '../commands/apply.ts';
import { EXIT, print } from '../exit.ts';
import { silentLog } from '../log.ts';
import { withSession } from '../connect/session.ts';
import { loadSettings } from '../settings.ts';
import { createStatusLine } from '../status-line.ts';
import { mustBeKnown } from './must-be-known.ts';

const PATIENCE_MS = 20 * 60_000;
/** In a row; some ten seconds while the other side refuses at once. */
const MOST_FAILURES = 5;

export async function apply(targets: readonly Target[], options: ApplyOptions): Promise<number> {
  const loaded = await loadSettings(options.settings);
  const line = createStatusLine(process.stderr);
  const ended = await withSession(
    loaded,
    silentLog,
    (outside) => Promise.all(targets.map((target) => convergeHere(outside, target, line.say))),
    options.program,
  );
  line.clear();
  print({ json: options.json, value: ended, text: ended.map(wordsFor).join('') });
  const well = ended.every(({ outcome }) =>
    ['proven', 'parked', 'removed'].includes(outcome?.type ?? 'proven'),
  );
  return well ? EXIT.done : EXIT.failed;
}

interface Applied {
  readonly target: Target;
  readonly version: string | null;
  /** Null: there was nothing to do. */
  readonly outcome: Convergence['outcome'];
}

async function convergeHere(
  outside: Outside,
  target: Target,
  say: (words: string) => void,
): Promise<Applied> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const converge = createConverge(outside);
  const requestedAt = outside.clock.now().toISOString();
  const lease = {
    pass: 'converge',
    key: target,
    owner: 'cli',
    fence: 1,
    failures: 0,
    abandoned: 0,
    waitedMs: 0,
    requestedAt,
    trace: null,
  } as const;
  const begun = performance.now();
  for (let failures = 0; ;) {
    const failed = await converge({ ...lease, askedMsAgo: performance.now() - begun }, signal).then(
      () => null,
      waitAndGoOn({ say, failures, signal }),
    );
    failures = failed === 'failed' ? failures + 1 : 0;
    if (failed !== null) continue;
    const latest = await outside.ledger.latest(target);
    if (latest === null) {
      await mustBeKnown(outside, target);
      return { target, version: null, outcome: null };
    }
    if (latest.outcome !== null) {
      return { target, version: latest.release?.version ?? null, outcome: latest.outcome };
    }
    const doing = latest.progress.find(({ state }) => state === 'under way');
    say(
      `${target}: ${doing === undefined ? 'converging' : `${doing.subject} ${doing.region ?? ''}`}`,
    );
    await systemClock.sleep(300, signal);
    signal.throwIfAborted();
  }
}

/** What may go through later is tried again a few times in a row; everything else ends the command. */
function waitAndGoOn(at: {
  readonly say: (words: string) => void;
  readonly failures: number;
  readonly signal: AbortSignal;
}): (error: unknown) => Promise<'failed' | 'not its turn'> {
  return async (error) => {
    if (!(error instanceof Failure) || error.retry === 'never') throw error;
    const waits = error.code === 'RUNWAY_RUNTIME_BUSY';
    if (!waits && at.failures + 1 >= MOST_FAILURES) throw error;
    at.say(`${error.message} Trying again`);
    // Never sooner than asked; the command's own patience ends it.
    await systemClock.sleep(error.retryAfterMs ?? 2_000, AbortSignal.any([at.signal]));
    at.signal.throwIfAborted();
    return waits ? 'not its turn' : 'failed';
  };
}

function wordsFor({ target, version, outcome }: Applied): string {
  if (outcome === null) return `${target}: nothing to do\n`;
  switch (outcome.type) {
    case 'proven':
      return `${target}: ${version === null ? 'provisioned' : `serves ${version}`}\n`;
    case 'failed':
      return `${target}: failed. ${outcome.reason}\n${outcome.detail}\n${outcome.hint}\n`;
    case 'held':
      return `${target}: held. ${outcome.reason}\n`;
    case 'superseded':
      return `${target}: superseded by ${outcome.by}\n`;
    case 'parked':
      return `${target}: parked until ${outcome.until}\n`;
    case 'removed':
      return `${target}: removed\n`;
  }
}
