import { expect, test } from '@jest/globals';
import { durationMs } from '../../src/documents/duration.ts';
import { bytesOf, milliCpu } from '../../src/resources/quantity.ts';
import { releaseComplete } from '../../src/documents/release.ts';
import { nearestName } from '../../src/documents/suggest.ts';
import { deployment, parsed } from './files.ts';

test.each([
  ['chekout', 'checkout'],
  ['checkuot', 'checkout'],
  ['minInstances', 'min_instances'],
  ['STAGING', 'staging'],
  ['payments', null],
  ['x', null],
])('the name that was meant by %s is %s', (written, meant) => {
  expect(nearestName(written, ['checkout', 'catalog', 'staging', 'min_instances'])).toBe(meant);
});

test.each([
  ['10s', 10_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
] as const)('%s is %d milliseconds', (text, milliseconds) => {
  expect(durationMs(text)).toBe(milliseconds);
});

test('a text that is no duration is a bug of ours', () => {
  expect(() => durationMs('soon')).toThrow('not a duration: soon');
});

test('quantities are read as Cloud Run reads them', () => {
  expect([milliCpu('2'), milliCpu('1000m'), milliCpu('0.08')]).toEqual([2000, 1000, 80]);
  expect(['512Mi', '8G', '1.5Gi', '1024'].map((text) => Number(bytesOf(text)))).toEqual([
    536_870_912, 8_000_000_000, 1_610_612_736, 1024,
  ]);
});

test('a release is complete once digest, commit and manifest are there', () => {
  const complete = parsed('environments/dev/checkout.yml', deployment('checkout'));
  const without = parsed(
    'environments/dev/checkout.yml',
    deployment('checkout').replace(/ {2}commit.*\n/, ''),
  );
  if (complete.kind !== 'Deployment' || without.kind !== 'Deployment') throw new Error('misread');
  expect(complete.document && releaseComplete(complete.document.value)).toBe(true);
  expect(without.document && releaseComplete(without.document.value)).toBe(false);
});
