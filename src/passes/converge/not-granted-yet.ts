// Rights that a target's own accounts do not have yet are waited for: no release failed for it.

import { Failure } from '../../ports/failure.ts';
import type { Convergence } from '../../ports/ledger.ts';
import type { Outside } from '../outside.ts';
import type { Situation } from './look.ts';

/**
 * The provisioner may be at it just now, and Google says that a grant is usually felt within two minutes, and that it
 * may be seven or more. https://cloud.google.com/iam/docs/access-change-propagation
 */
const PATIENCE_MS = 15 * 60_000;

const DENIALS: ReadonlySet<string> = new Set([
  'RUNWAY_RUNTIME_DENIED',
  'RUNWAY_REGISTRY_DENIED',
  'RUNWAY_VAULT_DENIED',
]);

/**
 * The same failure, to be tried later, where it is a denial in an environment that Runway provisions, nothing of the
 * target runs there yet, and the converging began a short time ago; else null. What runs already has had its rights.
 */
export function notGrantedYet(
  { clock, program }: Pick<Outside, 'clock' | 'program'>,
  { situation, convergence }: { situation: Situation; convergence: Convergence },
  denial: Failure,
): Failure | null {
  const { observed, scope } = situation;
  const provisioned = program.ships && scope !== null && scope.identity !== null;
  const runs = observed.some(({ kind, owned }) => kind === 'Service' && owned);
  const endsAt = Date.parse(convergence.startedAt) + PATIENCE_MS;
  const late = clock.now().getTime() >= endsAt;
  if (!provisioned || runs || late || !DENIALS.has(denial.code)) return null;
  const { code, message, hint } = denial;
  const until = `${new Date(endsAt).toISOString().slice(11, 16)} UTC`;
  return new Failure({
    code,
    message,
    hint: `What was provisioned a moment ago is not felt everywhere yet: it is tried until ${until}. ${hint}`,
    retry: 'later',
    cause: denial,
  });
}
