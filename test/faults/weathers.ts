// Bad weather over everything that the sandbox lists and the bot uses.

import type { Listed, SandboxFaults, Wished } from '../support/sandbox-faults.ts';

export type Harm = Readonly<Record<string, unknown>>;

/** Of one service. */
export interface Method {
  readonly service: string;
  readonly method: string;
}

/** Every method that the sandbox lists, but for what people and webhooks use. */
export async function listedMethods(faults: SandboxFaults): Promise<readonly Method[]> {
  const services = Object.entries(await faults.services());
  return services
    .filter(([service]) => !['front', 'web', 'webhooks'].includes(service))
    .flatMap(([service, { methods }]) => methods.map((method) => ({ service, method })));
}

/**
 * One fault for each method, with a count of its own; `harm` is told the place in the list. Whoever tests looks on undisturbed:
 * where the sandbox can tell people apart, only `user` is struck, which is the bot.
 */
export async function strike(
  faults: SandboxFaults,
  methods: readonly Method[],
  how: {
    readonly harm: (index: number) => Harm;
    readonly times?: number;
    readonly user?: string;
  },
): Promise<readonly Listed[]> {
  const services = await faults.services();
  const often = how.times === undefined ? {} : { times: how.times };
  const wished = methods.map(({ method, service }, index): Wished => {
    const narrow = services[service]?.where.includes('user') === true;
    const where = narrow ? { where: { user: how.user ?? 'runway' } } : {};
    return { service, method, fault: how.harm(index), ...often, ...where };
  });
  return Promise.all(wished.map((wish) => faults.set(wish)));
}

/** How often each has struck, by `service method`; those that have not are left out. */
export async function tally(
  faults: SandboxFaults,
  set: readonly Listed[],
): Promise<Readonly<Record<string, number>>> {
  const now = await Promise.all(set.map(({ id }) => faults.find(id)));
  return Object.fromEntries(
    now.flatMap(({ method, service, struck }) =>
      struck === 0 ? [] : [[`${service} ${method}`, struck] as const],
    ),
  );
}
