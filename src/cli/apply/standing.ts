// Why a converging did not even begin: the target is on hold, or there is no such target.

import { look } from '../../passes/converge/look.ts';
import type { Outside } from '../../passes/outside.ts';
import { deploymentPath } from '../../documents/target-documents.ts';
import type { Outcome } from '../../plan/outcome.ts';
import { Failure } from '../../ports/failure.ts';
import type { Target } from '../../resources/address.ts';

/** The hold that its services carry; null when it is in step. Throws for a target that is nowhere. */
export async function standing(
  outside: Outside,
  target: Target,
  signal: AbortSignal,
): Promise<Outcome | null> {
  const { asked, observed } = await look(outside, target, signal);
  const services = observed.flatMap((seen) => (seen.kind === 'Service' && seen.owned ? seen : []));
  if (asked.type === 'removal' && services.length === 0) throw nowhere(target);
  for (const { facts } of services) {
    const { hold } = facts.marks;
    if (hold !== null) return { type: 'held', reason: hold.reason };
  }
  return null;
}

function nowhere(target: Target): Failure {
  return new Failure({
    code: 'RUNWAY_GIT_FAILED',
    message: `${target} is not there: the default branch has no ${deploymentPath(target)}, and nothing runs.`,
    hint: 'Correct the name; `runway status` lists the targets.',
    retry: 'never',
  });
}
