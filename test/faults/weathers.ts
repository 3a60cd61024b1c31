// Bad weather: what goes wrong, everywhere that the sandbox lists.

import type { SandboxFaults, Listed, Wished } from '../support/sandbox-faults.ts';

/** Who tests looks on undisturbed: where the sandbox can tell them apart, only the bot is struck. */
const BOT = { user: 'runway' };

export interface Weather {
  /** Left out: all but the front door and the pages, which the bot does not use. */
  readonly services?: readonly string[];
  readonly fault: Readonly<Record<string, unknown>>;
  readonly times?: number;
  readonly share?: number;
}

/** One fault for every method of these services, each with its own count. */
export async function bring(faults: SandboxFaults, weather: Weather): Promise<readonly Listed[]> {
  const { fault, services, ...often } = weather;
  const all = await faults.services();
  const names = Object.keys(all).filter((name) => services?.includes(name) ?? usedByBot(name));
  const wished = names.flatMap((service) =>
    (all[service]?.methods ?? []).map((method): Wished => {
      const where = all[service]?.where.includes('user') === true ? { where: BOT } : {};
      return { service, method, fault: ofService(service, fault), ...often, ...where };
    }),
  );
  return Promise.all(wished.map((wish) => faults.set(wish)));
}

function usedByBot(service: string): boolean {
  return !['front', 'web', 'webhooks'].includes(service);
}

/** The same trouble in the words of the service. */
function ofService(
  service: string,
  { ...fault }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return service === 'webhooks' && 'status' in fault ? { drop: true } : fault;
}

/** `service method` of those that have struck, with how often. */
export async function struckBy(
  faults: SandboxFaults,
  set: readonly Listed[],
): Promise<Readonly<Record<string, number>>> {
  const now = await Promise.all(set.map(({ id }) => faults.find(id)));
  return Object.fromEntries(
    now
      .filter(({ struck }) => struck > 0)
      .map(({ method, service, struck }) => [`${service} ${method}`, struck]),
  );
}
