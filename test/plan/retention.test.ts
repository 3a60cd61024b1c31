// Which copies of secrets nothing needs any more.

import { expect, test } from '@jest/globals';
import { effectsOf } from '../../src/plan/effects.ts';
import { nextDestruction, planDestruction, planRetention } from '../../src/plan/retention.ts';
import type { Observed, Resource, Revision, SecretCopy } from '../../src/resources/resource.ts';
import {
  noMarks,
  observed,
  resource,
  revision,
  serviceSpec,
  target,
  template,
} from '../support/planned-resources.ts';

const region = 'us-east1';
const ID = 'checkout__API_KEY';

const copy = (number: number, more: Partial<SecretCopy> = {}): SecretCopy => ({
  number: String(number),
  version: number,
  createdAt: `2026-11-0${number}T00:00:00Z`,
  state: 'enabled',
  current: true,
  disabledAt: null,
  ...more,
});

function of(version: string) {
  return template({ secrets: { API_KEY: { secret: ID, version } } });
}

function secret(copies: readonly SecretCopy[]): Observed<'Secret'> {
  const spec = { name: 'API_KEY', secret: ID, source: 'x', version: 9, readers: [] };
  const address = `${target}/Secret/API_KEY` as const;
  const seen = { kind: 'Secret', address, target, region: null, spec } as const;
  const facts = { copies, source: 'live' } as const;
  return { ...seen, owned: true, health: { status: 'healthy' }, facts };
}

/** Ready revisions for these versions, oldest first. */
function revisions(...versions: readonly string[]): readonly Revision[] {
  return versions.map((version, day) =>
    revision(of(version), { name: `r-${version}`, createdAt: `2026-11-${10 + day}T00:00:00Z` }),
  );
}

function world(
  running: readonly Revision[],
  more: { tag?: string; serving?: string; closely?: boolean; copies?: readonly SecretCopy[] } = {},
): readonly Observed[] {
  const { tag, serving, closely = true } = more;
  const routes = [
    ...(serving === undefined ? [] : [{ revision: serving, percent: 100, tag: null }]),
    ...(tag === undefined ? [] : [{ revision: tag, percent: 0, tag: 'canary' }]),
  ];
  return [
    secret(more.copies ?? Array.from({ length: 8 }, (_, at) => copy(at + 1))),
    observed(resource('Service', serviceSpec({ template: of('8') }), { region }), {
      marks: noMarks,
      revisions: running,
      closely,
    }),
    observed(resource('Traffic', { shares: [] }, { region }), { routes, settled: true }),
  ];
}

function wanted(version: string): readonly Resource[] {
  return [resource('Service', serviceSpec({ template: of(version) }), { region })];
}

function idle(seen: readonly Observed[], desired: readonly Resource[]): readonly string[] {
  const steps = planRetention({ desired, observed: seen, waves: [] });
  return steps.flatMap(({ differences }) => differences.map(({ path }) => path));
}

test('the newest five that are ready keep theirs, those that serve or are tagged too', () => {
  const seen = world(revisions('1', '2', '3', '4', '5', '6', '7', '8'), {
    serving: 'r-1',
    tag: 'r-2',
  });
  expect(idle(seen, wanted('8'))).toEqual(['copies.3']);
});

test('the revision that is about to come is one of the five', () => {
  const seen = world(revisions('1', '2', '3', '4', '5'), { serving: 'r-5' });
  expect(idle(seen, wanted('8'))).toEqual(['copies.1', 'copies.6', 'copies.7']);
});

test('a revision that starts keeps its own, one that failed does not', () => {
  const [one, two] = revisions('1', '2');
  const seen = world([
    ...revisions('3', '4', '5', '6', '7'),
    ...(one === undefined || two === undefined
      ? []
      : [
          { ...one, state: 'starting' as const },
          { ...two, state: 'failed' as const },
        ]),
  ]);
  expect(idle(seen, wanted('7'))).toEqual(['copies.2', 'copies.8']);
});

test('where only what serves was looked at, nothing is concluded', () => {
  expect(idle(world(revisions('8'), { closely: false }), wanted('8'))).toEqual([]);
});

test("it is a removal that waits for the traffic, and is said in Vault's numbers", () => {
  const traffic = resource('Traffic', { shares: [] }, { region });
  const step = { kind: 'Traffic', address: traffic.address } as never;
  const steps = planRetention({
    desired: wanted('8'),
    observed: world(revisions('1', '2', '3', '4', '5', '6', '7', '8')),
    waves: [[step]],
  });
  expect(steps[0]?.standing).toEqual({ state: 'waiting', on: traffic.address });
  expect(steps[0]?.differences[0]?.before).toBe('version 1');
  const plan = { target, intent: '', waves: [steps], unchanged: [], foreign: [] };
  expect(new Set(effectsOf(plan).map(({ risk }) => risk))).toEqual(new Set(['removal']));
});

test('what Runway disabled is destroyed once the grace time is over, and nothing else', () => {
  const disabledAt = '2026-11-20T00:00:00.000Z';
  const copies = [
    copy(1, { state: 'disabled', disabledAt }),
    copy(2, { state: 'disabled' }),
    copy(3, { state: 'destroyed', disabledAt }),
    copy(4, { disabledAt }),
  ];
  const graceMs = 3_600_000;
  const at = (time: string) =>
    planDestruction([secret(copies)], { now: new Date(time), graceMs }).flatMap(({ differences }) =>
      differences.map(({ path, after }) => [path, after]),
    );
  expect(at('2026-11-20T00:59:59Z')).toEqual([]);
  expect(at('2026-11-20T01:00:00Z')).toEqual([['copies.1', 'destroyed']]);
  expect(nextDestruction([secret(copies)], graceMs)).toBe(Date.parse('2026-11-20T01:00:00Z'));
  expect(nextDestruction([secret([])], graceMs)).toBe(Number.POSITIVE_INFINITY);
});
