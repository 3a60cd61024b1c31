import { expect, test } from '@jest/globals';
import { createCalls } from '../../../src/adapters/calls/calls.ts';
import type { Call, Calls } from '../../../src/ports/calls.ts';

function world() {
  let at = Date.parse('2026-01-01T00:00:00Z');
  const seen: Call[] = [];
  const calls = createCalls({
    clock: { now: () => new Date(at) },
    observe: (call) => void seen.push(call),
  });
  return { calls, seen, pass: (ms: number) => void (at += ms) };
}

const ok = (host: string): Call => ({ host, code: '200', ms: 1 });

/** How many repeats there are at once; an end to them is what is tested. */
function repeatsLeft(calls: Calls, host: string): number {
  let repeats = 0;
  while (repeats < 1_000 && calls.mayRepeat(host)) repeats += 1;
  return repeats;
}

test('a host that answers nobody gets a few repeats and then only a share of the requests', () => {
  const { calls } = world();
  let repeats = 0;
  for (let request = 0; request < 1_000; request += 1) {
    calls.ended(ok('a.example'));
    if (calls.mayRepeat('a.example')) repeats += 1;
  }
  expect(repeats).toBeGreaterThanOrEqual(200);
  expect(repeats).toBeLessThanOrEqual(211);
});

test('what one host has used up is not missing to another', () => {
  const { calls } = world();
  expect(repeatsLeft(calls, 'a.example')).toBe(10);
  expect(calls.mayRepeat('a.example')).toBe(false);
  expect(calls.mayRepeat('b.example')).toBe(true);
});

test('requests made in quiet times do not pile up a storm of repeats', () => {
  const { calls } = world();
  for (let request = 0; request < 10_000; request += 1) calls.ended(ok('a.example'));
  expect(repeatsLeft(calls, 'a.example')).toBe(10);
});

test('who asked for rest is left alone until then, and then one caller asks first', () => {
  const { calls, pass } = world();
  calls.leaveAlone('a.example', 60_000);
  pass(59_999);
  expect(calls.restMs('a.example')).toBe(1);
  expect(calls.restMs('b.example')).toBe(0);
  pass(1);
  expect(calls.restMs('a.example')).toBe(0);
  expect(calls.restMs('a.example')).toBeGreaterThan(0);
  calls.answered('a.example');
  expect(calls.restMs('a.example')).toBe(0);
  expect(calls.restMs('a.example')).toBe(0);
});

test('an answer to what was sent earlier does not end the rest that was asked for since', () => {
  const { calls } = world();
  calls.leaveAlone('a.example', 60_000);
  calls.answered('a.example');
  expect(calls.restMs('a.example')).toBe(60_000);
});

test('a shorter rest does not shorten a longer one', () => {
  const { calls } = world();
  calls.leaveAlone('a.example', 60_000);
  calls.leaveAlone('a.example', 1_000);
  expect(calls.restMs('a.example')).toBe(60_000);
});

test('whoever asks first and never comes back does not keep the others waiting for good', () => {
  const { calls, pass } = world();
  calls.leaveAlone('a.example', 1_000);
  pass(1_000);
  expect(calls.restMs('a.example')).toBe(0);
  expect(calls.restMs('a.example')).toBe(1_000);
  pass(15_000);
  expect(calls.restMs('a.example')).toBe(0);
});

test('who asks for a week of rest gets a quarter of an hour', () => {
  const { calls } = world();
  calls.leaveAlone('a.example', 7 * 24 * 3_600_000);
  expect(calls.restMs('a.example')).toBe(15 * 60_000);
});

test('whoever counts requests hears of few hosts, and of nothing that is no host', () => {
  const { calls, seen } = world();
  calls.ended(ok('Gitlab.Example:8443'));
  calls.ended(ok('alice:secret@evil.example/path'));
  for (let host = 0; host < 500; host += 1) calls.ended(ok(`h${host}.example`));
  const hosts = new Set(seen.map(({ host }) => host));
  expect(hosts.has('gitlab.example:8443')).toBe(true);
  expect([...hosts].join()).not.toContain('secret');
  expect(hosts.size).toBeLessThanOrEqual(51);
});
