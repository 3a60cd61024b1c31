import { expect, test } from '@jest/globals';
import { createMemoryBudget } from '../../../src/adapters/memory/budget.ts';
import { paced } from '../../../src/adapters/cloud-run/pacing.ts';
import type { RunApi } from '../../../src/adapters/cloud-run/client/api.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Budget } from '../../../src/ports/budget.ts';

const at = { project: 'acme', region: 'us-east1' };
const PER_MINUTE = 60;

/** Time that stands still but for `run`, which lets every service write once, on one of the given replicas. */
function world(replicas: number) {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const clock = { now: () => new Date(now), sleep: async () => undefined };
  const budget = createMemoryBudget(clock);
  const writes: { readonly at: number; readonly region: string }[] = [];
  const apis = Array.from({ length: replicas }, () => adapter({ budget, clock }, writes));
  return { apis, writes, now: () => now, pass: (ms: number) => void (now += ms), clock, budget };
}

function adapter(
  { budget, clock }: { budget: Budget; clock: { now: () => Date } },
  writes: { readonly at: number; readonly region: string }[],
): RunApi {
  const noted: RunApi = {
    service: async () => null,
    services: async () => [],
    revision: async () => null,
    revisions: async () => [],
    revisionsNamed: async () => new Map(),
    create: async ({ region }) => void writes.push({ at: clock.now().getTime(), region }),
    update: async ({ region }) => void writes.push({ at: clock.now().getTime(), region }),
    remove: async ({ region }) => void writes.push({ at: clock.now().getTime(), region }),
  };
  return paced(noted, { budget, writesPerMinute: PER_MINUTE, clock });
}

/** In how many milliseconds it is asked to come again; 0 when it wrote. */
async function tryWrite(api: RunApi, name: string): Promise<number> {
  try {
    await api.update(at, { name, service: {}, mask: [], validateOnly: false });
    return 0;
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'RUNWAY_RUNTIME_BUSY') throw error;
    return error.retryAfterMs ?? 0;
  }
}

/** Each of many services comes, and comes again when it was told to, until it has written. */
async function converge(services: number, replicas: number) {
  const { apis, writes, now, pass } = world(replicas);
  let tries = 0;
  const due = new Map(Array.from({ length: services }, (_, index) => [index, now()]));
  while (due.size > 0) {
    const next = Math.min(...due.values());
    pass(Math.max(0, next - now()));
    const coming = [...due].filter(([, time]) => time <= now()).map(([index]) => index);
    await Promise.all(
      coming.map(async (index) => {
        tries += 1;
        const api = apis[index % apis.length];
        if (api === undefined) throw new Error('no replica');
        const waitMs = await tryWrite(api, `w${index}`);
        if (waitMs === 0) due.delete(index);
        else due.set(index, now() + waitMs);
      }),
    );
  }
  return { writes, tries };
}

function mostInAMinute(writes: readonly { readonly at: number }[]): number {
  return Math.max(
    ...writes.map(
      (first) => writes.filter((one) => one.at >= first.at && one.at < first.at + 60_000).length,
    ),
  );
}

test('a hundred targets stay within the budget, and none comes back in vain', async () => {
  const { writes, tries } = await converge(100, 1);
  expect(writes).toHaveLength(100);
  expect(mostInAMinute(writes)).toBeLessThanOrEqual(PER_MINUTE * 1.2);
  const took = Math.max(...writes.map((one) => one.at)) - Math.min(...writes.map((one) => one.at));
  expect(took).toBeLessThanOrEqual(100_000);
  expect(tries).toBeLessThanOrEqual(200);
});

test('two replicas on one store stay within the same budget, with few tries in vain', async () => {
  const { writes, tries } = await converge(100, 2);
  expect(writes).toHaveLength(100);
  expect(mostInAMinute(writes)).toBeLessThanOrEqual(PER_MINUTE * 1.2);
  expect(tries).toBeLessThanOrEqual(500);
});

test('another region and another project write at once', async () => {
  const { apis } = world(1);
  const [api] = apis;
  if (api === undefined) throw new Error('no replica');
  for (let index = 0; index < 20; index += 1) await tryWrite(api, `w${index}`);
  expect(await tryWrite(api, 'late')).toBeGreaterThan(0);
  const change = { name: 'late', service: {}, mask: [], validateOnly: false };
  await api.update({ ...at, region: 'europe-west1' }, change);
  await api.update({ ...at, project: 'acme-dev' }, change);
});

test('whoever comes new stands behind those who wait', async () => {
  const { apis, pass } = world(1);
  const [api] = apis;
  if (api === undefined) throw new Error('no replica');
  for (let index = 0; index < 12; index += 1) await tryWrite(api, `w${index}`);
  const first = await tryWrite(api, 'first');
  pass(first);
  expect(await tryWrite(api, 'pushing in')).toBeGreaterThan(0);
  expect(await tryWrite(api, 'first')).toBe(0);
});

test('a turn that nobody comes for is given up', async () => {
  const { apis, pass } = world(1);
  const [api] = apis;
  if (api === undefined) throw new Error('no replica');
  for (let index = 0; index < 15; index += 1) await tryWrite(api, `gone${index}`);
  pass(20_000);
  expect(await tryWrite(api, 'next')).toBe(0);
});

test('reading and looking are never held up', async () => {
  const { apis } = world(1);
  const [api] = apis;
  if (api === undefined) throw new Error('no replica');
  for (let index = 0; index < 20; index += 1) await tryWrite(api, `w${index}`);
  expect(await api.service(at, 'w1')).toBeNull();
});
