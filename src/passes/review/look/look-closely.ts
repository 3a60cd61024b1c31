// All revisions of those services whose secrets have copies that may not be needed any more.

import { observe } from '../../../engine/observe.ts';
import { mayBeUnneeded } from '../../../plan/retention.ts';
import { Failure } from '../../../ports/failure.ts';
import type { Provider } from '../../../ports/provider.ts';
import type { Target } from '../../../resources/address.ts';
import type { Observed } from '../../../resources/resource.ts';
import type { Answer, Look } from './observe-targets.ts';

/** Looks at the same time share one listing of the services. */
const AT_ONCE = 50;

/**
 * Where many targets are looked at together only the revisions that serve are seen, and what an older one needs is not
 * known. `seen` with the rest of them, where it matters; what cannot be looked at so is not seen at all.
 */
export async function lookClosely(
  providers: readonly Provider[],
  { looks, seen }: { readonly looks: readonly Look[]; readonly seen: ReadonlyMap<Target, Answer> },
  signal: AbortSignal,
): Promise<ReadonlyMap<Target, Answer>> {
  const runtime = providers.filter(({ kinds }) => kinds.includes('Service'));
  const all = new Map(seen);
  const doubtful = looks.filter((look) => isDoubtful(look, seen.get(look.target)));
  for (let start = 0; start < doubtful.length; start += AT_ONCE) {
    await Promise.all(
      doubtful.slice(start, start + AT_ONCE).map(async (look) => {
        const around = seen.get(look.target);
        if (around === undefined || around instanceof Failure) return;
        all.set(look.target, await closer(runtime, { look, around }, signal));
      }),
    );
  }
  return all;
}

function isDoubtful({ asked }: Look, answer: Answer | undefined): boolean {
  if (asked.type !== 'release' || answer === undefined || answer instanceof Failure) return false;
  const fleeting = answer.some((one) => one.kind === 'Service' && !one.facts.closely);
  return fleeting && mayBeUnneeded(asked.compiled.resources, answer);
}

async function closer(
  runtime: readonly Provider[],
  { look, around }: { readonly look: Look; readonly around: readonly Observed[] },
  signal: AbortSignal,
): Promise<Answer> {
  const { asked, scope } = look;
  const wanted = asked.type === 'release' ? asked.compiled.resources : [];
  const others = around.filter(({ kind }) => !runtime.some(({ kinds }) => kinds.includes(kind)));
  try {
    return [...others, ...(await observe(runtime, { scope, wanted }, signal))];
  } catch (error) {
    if (signal.aborted || !(error instanceof Failure)) throw error;
    return error;
  }
}
