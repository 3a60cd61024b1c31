import { expect, test } from '@jest/globals';
import { readArguments } from '../../bench/arguments.ts';
import { criticalPathMs, lengthsOf, wholeMs } from '../../bench/parts/apply/lengths.ts';
import { lineOf } from '../../bench/report/line.ts';
import { type Report, reportWords } from '../../bench/report/report.ts';
import { table } from '../../bench/report/table.ts';
import { workloadNames } from '../../bench/repository/names.ts';

const report: Report = {
  machine: {
    processor: 'A processor',
    cores: 2,
    memoryGiB: 24,
    system: 'Linux 6',
    node: 'v20.20.2',
    git: '2.39.5',
    load: 0.1,
  },
  startedAt: '2026-11-25T10:00:00.000Z',
  seconds: 12,
  quick: false,
  lines: [
    lineOf({
      part: 'validate',
      what: 'start',
      unit: 'ms',
      measured: [90, 130],
      floor: { what: 'node', figures: [50, 50] },
      aim: { of: 'ratio', atMost: 2 },
    }),
  ],
  failures: [],
  skipped: [],
};

test('a ratio aim is held against the middle of the ratios', () => {
  const of = (measured: number[], floors: number[]) =>
    lineOf({
      part: 'x',
      what: 'x',
      unit: 'ms',
      measured,
      floor: { what: 'floor', figures: floors },
      aim: { of: 'ratio', atMost: 2 },
    });
  expect(of([10, 10, 40], [5, 5, 10]).met).toBe(true);
  expect(of([10, 21, 40], [5, 10, 10]).met).toBe(false);
});

test('a value aim is held against the median, and no aim is neither met nor missed', () => {
  const of = (measured: number[]) =>
    lineOf({ part: 'x', what: 'x', unit: 'ms', measured, aim: { of: 'value', atMost: 20 } }).met;
  expect([of([20]), of([20.1]), of([1, 2, 90])]).toEqual([true, false, true]);
  expect(lineOf({ part: 'x', what: 'x', unit: 'ms', measured: [1] }).met).toBeNull();
});

test('an aim for a ratio without a floor is a mistake of ours', () => {
  const aim = { of: 'ratio', atMost: 2 } as const;
  expect(() => lineOf({ part: 'x', what: 'x', unit: 'ms', measured: [1], aim })).toThrow('floor');
});

test('the table is aligned, and no cell breaks it', () => {
  const drawn = table(
    [
      { title: 'what', align: 'left', cell: ([what]: readonly [string, string]) => what },
      { title: 'n', align: 'right', cell: ([, n]: readonly [string, string]) => n },
    ],
    [
      ['a | b → c', '1'],
      ['d', '1000'],
    ],
  );
  expect(drawn).toBe(
    [
      '| what      |    n |',
      '| --------- | ---: |',
      '| a / b → c |    1 |',
      '| d         | 1000 |',
    ].join('\n'),
  );
});

test('the report names the machine, the aim that was missed and what could not be measured', () => {
  const words = reportWords({
    ...report,
    skipped: [{ what: 'skopeo', why: 'it is not installed' }],
    failures: [{ what: 'webhooks', why: 'the store is gone' }],
  });
  expect(words).toContain('A processor, 2 cores, 24 GiB');
  expect(words).toContain(
    '| start |      | 110 ms (90.0-130) |   50.0 ms (50.0-50.0) | 2.20 x | <= 2 x | MISSED |',
  );
  expect(words).toContain('SKIPPED: skopeo: it is not installed');
  expect(words).toContain('NOT MEASURED: webhooks: the store is gone');
  expect(words).toContain('0 of 1 aims met, 1 not measured, 1 skipped.\nMissed: start');
});

test('a busy machine and a quick run are said beside the figures', () => {
  const busy = reportWords({ ...report, quick: true, machine: { ...report.machine, load: 3 } });
  expect(busy).toContain('load 3.0: others use it too');
  expect(busy).toContain('QUICK');
});

test('parts are chosen by name, in their own order, and all without a name', () => {
  expect(readArguments(['webhook', 'plan']).parts).toEqual(['plan', 'webhook']);
  expect(readArguments([]).parts).toHaveLength(6);
  expect(() => readArguments(['plans'])).toThrow('plans');
});

test('JSON goes to a file or to standard output, and never to a file that is named like a part', () => {
  expect(readArguments(['plan', '--json']).json).toBe('-');
  expect(readArguments(['--json', 'out.json', 'plan'])).toMatchObject({
    json: 'out.json',
    parts: ['plan'],
  });
  expect(() => readArguments(['--json', 'plan'])).toThrow('before --json');
});

test('sizes are whole numbers, ascending', () => {
  expect(readArguments(['--sizes', '100,10']).sizes).toEqual([10, 100]);
  expect(() => readArguments(['--sizes', '10,many'])).toThrow();
});

test('the critical path is the longest sum of one target, and that is the first', () => {
  const lengths = { shortestMs: 5_000, longestMs: 20_000 };
  const each = Array.from({ length: 100 }, (_, index) => wholeMs(index, lengths));
  expect(each.every((ms) => ms > 5_000 && ms <= 20_000)).toBe(true);
  expect(new Set(each).size).toBeGreaterThan(90);
  expect(criticalPathMs(100, lengths)).toBe(each[0]);
  const of = lengthsOf(lengths);
  const { name } = workloadNames(7);
  expect(of(name, 'start a revision') + of(name, 'move traffic')).toBe(each[7]);
});
