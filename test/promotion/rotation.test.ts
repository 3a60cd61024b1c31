// Which newer versions are offered.

import { expect, test } from '@jest/globals';
import {
  namesToLookAt,
  rotation,
  rotationIn,
  rotationMarker,
} from '../../src/promotion/rotation.ts';
import { rotationBody, rotationTitle } from '../../src/promotion/rotation-proposal.ts';
import { rotatedTarget, rotationBranch } from '../../src/promotion/branch.ts';

const listed = { secrets: ['API_KEY'] };
const held = new Map([['API_KEY', { newest: 8, current: 8 }]]);

test('a newer version is offered, an older or equal one is not', () => {
  const ask = (version: number) =>
    rotation({ service: listed, pinned: { API_KEY: version }, held, declined: [] });
  expect(ask(7)).toEqual({ API_KEY: 8 });
  expect(ask(8)).toEqual({});
});

test('where the newest was deleted, nobody is brought back to an older one', () => {
  const deleted = new Map([['API_KEY', { newest: 7, current: 8 }]]);
  const ask = { service: listed, pinned: { API_KEY: 8 }, held: deleted, declined: [] };
  expect(rotation(ask)).toEqual({});
});

test('a secret that was deleted whole and made anew is offered, though its number is smaller', () => {
  const anew = new Map([['API_KEY', { newest: 1, current: 1 }]]);
  const ask = { service: listed, pinned: { API_KEY: 8 }, held: anew, declined: [] };
  expect(rotation(ask)).toEqual({ API_KEY: 1 });
});

test('what was turned down is not offered again, and something newer is', () => {
  const ask = { service: listed, pinned: { API_KEY: 7 }, held };
  expect(rotation({ ...ask, declined: [{ API_KEY: 8 }] })).toEqual({});
  const newer = new Map([['API_KEY', { newest: 9, current: 9 }]]);
  expect(rotation({ ...ask, held: newer, declined: [{ API_KEY: 8 }] })).toEqual({ API_KEY: 9 });
});

test('without a list a secret that is new in Vault is offered, unless a variable has its name', () => {
  const service = { environment: { LOG_LEVEL: 'info' } };
  const names = namesToLookAt({ service, pinned: { A: 1 } }, ['A', 'B', 'LOG_LEVEL', 'PORT']);
  expect(names).toEqual(['A', 'B']);
  expect(namesToLookAt({ service: listed, pinned: { API_KEY: 1, X: 1 } }, ['Y'])).toEqual([
    'API_KEY',
  ]);
  const both = new Map([
    ['A', { newest: 1, current: 1 }],
    ['B', { newest: 3, current: 3 }],
  ]);
  expect(rotation({ service, pinned: { A: 1 }, held: both, declined: [] })).toEqual({ B: 3 });
});

test('a description says what it offers, to people and to us', () => {
  const story = {
    target: 'production/checkout',
    before: { API_KEY: 7 },
    after: { API_KEY: 8 },
    merged: 'manual',
  } as const;
  expect(rotationTitle(story)).toBe('Rotate API_KEY of checkout in production');
  const body = rotationBody(story);
  expect(rotationIn(body)).toEqual({ API_KEY: 8 });
  expect(body).toContain('version 7 → 8');
  expect(rotationIn(`> ${rotationMarker({ API_KEY: 9 })}`)).toBeNull();
  expect(rotationIn('Rotate it, please')).toBeNull();
});

test('a branch belongs to one target', () => {
  const target = 'production/checkout';
  expect(rotatedTarget(rotationBranch(target))).toBe(target);
  expect(rotatedTarget('runway/promote/production/checkout')).toBeNull();
  expect(rotatedTarget('runway/rotate/production/checkout/x')).toBeNull();
});
