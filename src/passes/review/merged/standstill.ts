// Why a merged target does not go on: what its converge pass failed with last.

import type { QueuedPass } from '../../../ports/queue.ts';
import type { Target } from '../../../resources/address.ts';
import type { Outside } from '../../outside.ts';

/** A trouble of seconds is over before anybody has read of it. */
const TOLD_FROM = 3;

/** One or more sentences; null: nothing keeps it, or not for long yet. */
export async function standstillOf({ queue }: Outside, target: Target): Promise<string | null> {
  const passes = await queue.list({ state: 'all' });
  const found = passes.find(({ pass, key }) => pass === 'converge' && key === target);
  return found === undefined || !lasts(found) ? null : reason(found);
}

function lasts({ state, failures }: QueuedPass): boolean {
  return state === 'dead' || failures >= TOLD_FROM;
}

/** The message of a failure without its code. What nobody foresaw is for whoever runs the bot. */
function reason({ lastError, state }: QueuedPass): string | null {
  if (lastError === null) return null;
  const [code = ''] = /^RUNWAY_[A-Z_]+: /.exec(lastError) ?? [];
  if (code !== '') return lastError.slice(code.length);
  const next = state === 'dead' ? 'Whoever runs Runway must look.' : 'It is tried again.';
  return `Runway met an error that nobody foresaw; \`runway passes\` names it. ${next}`;
}
