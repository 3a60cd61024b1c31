// Names and digests that other things are found by.

import { expect, test } from '@jest/globals';
import { addressOf, splitTarget, targetOf } from '../../src/resources/address.ts';
import { canonical, digestOf } from '../../src/resources/canonical.ts';
import { attemptOf, revisionName, templateHash } from '../../src/resources/revision.ts';
import { template } from '../support/planned-resources.ts';

test('a target and its addresses read as a user says them', () => {
  const target = targetOf('production', 'checkout');

  expect(target).toBe('production/checkout');
  expect(splitTarget(target)).toEqual({ environment: 'production', workload: 'checkout' });
  expect(addressOf(target, 'Image', null)).toBe('production/checkout/Image');
  expect(addressOf(target, 'Service', 'us-east1')).toBe('production/checkout/Service/us-east1');
});

test('the order of keys and what is undefined do not count', () => {
  expect(canonical({ b: 1, a: [{ d: null, c: undefined }] })).toBe('{"a":[{"d":null}],"b":1}');
  expect(digestOf({ a: 1, b: 2 }, 12)).toBe(digestOf({ b: 2, a: 1 }, 12));
  expect(digestOf('x', 12)).toHaveLength(12);
});

test('a hash is eight letters and digits that follow from the content alone', () => {
  const one = template();
  const reordered = Object.fromEntries(Object.entries(one).reverse()) as typeof one;

  expect(templateHash(one)).toMatch(/^[a-z2-7]{8}$/);
  expect(templateHash(reordered)).toBe(templateHash(one));
  expect(templateHash(template({ concurrency: 79 }))).not.toBe(templateHash(one));
});

test('the attempt is read back from our own names only', () => {
  const hash = templateHash(template());

  expect(attemptOf(revisionName('checkout', hash, 12), 'checkout', hash)).toBe(12);
  expect(attemptOf(`checkout-${hash}-0`, 'checkout', hash)).toBeNull();
  expect(attemptOf(`checkout-${hash}-1x`, 'checkout', hash)).toBeNull();
  expect(attemptOf(`checkout-00001-abc`, 'checkout', hash)).toBeNull();
  expect(attemptOf(`mailer-${hash}-1`, 'checkout', hash)).toBeNull();
});

test('the longest name stays within the 63 characters that Cloud Run allows', () => {
  const longest = revisionName('w'.repeat(24), templateHash(template()), 999);

  expect(longest.length).toBeLessThanOrEqual(63);
});
