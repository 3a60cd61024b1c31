import { expect, test } from '@jest/globals';
import {
  grantsOf,
  holdersOf,
  withGrants,
  withHolders,
  type Binding,
} from '../../../src/adapters/google/policy.ts';
import { randomFrom } from '../../support/random.ts';

const email = 'run-checkout@acme.iam.gserviceaccount.com';
const member = `serviceAccount:${email}`;
const only = (prefix: string) => ({
  title: 'own',
  expression: `resource.name.startsWith("${prefix}")`,
});

test('an account gets its roles beside those who have them, and in a line of its own where nobody has', () => {
  const before: Binding[] = [{ role: 'roles/a', members: ['user:ann@acme.dev'] }];
  const grants = [
    { role: 'roles/a', condition: null },
    { role: 'roles/b', condition: only('x') },
  ];
  expect(withGrants(before, email, grants)).toEqual([
    { role: 'roles/a', members: ['user:ann@acme.dev', member] },
    { role: 'roles/b', members: [member], condition: only('x') },
  ]);
});

test('a line whose last member goes, goes; one that others are in keeps them', () => {
  const before: Binding[] = [
    { role: 'roles/a', members: [member] },
    { role: 'roles/b', members: [member, 'user:ann@acme.dev'] },
  ];
  expect(withGrants(before, email, [])).toEqual([
    { role: 'roles/b', members: ['user:ann@acme.dev'] },
  ]);
});

test('the same role under a condition is another grant', () => {
  const before: Binding[] = [{ role: 'roles/a', members: [member], condition: only('x') }];
  expect(withGrants(before, email, [{ role: 'roles/a', condition: null }])).toEqual([
    { role: 'roles/a', members: [member] },
  ]);
});

test('what an account of the same name left behind is cleared away, and counts for nothing', () => {
  const before: Binding[] = [{ role: 'roles/a', members: [`deleted:${member}?uid=12`] }];
  expect(grantsOf(before, email)).toEqual([]);
  expect(withGrants(before, email, [{ role: 'roles/a', condition: null }])).toEqual([
    { role: 'roles/a', members: [member] },
  ]);
});

test('a role has exactly the holders that it is given, and its lines under conditions stay', () => {
  const before: Binding[] = [
    { role: 'roles/a', members: ['user:ann@acme.dev'] },
    { role: 'roles/a', members: ['user:bob@acme.dev'], condition: only('x') },
  ];
  const after = withHolders(before, 'roles/a', [member]);
  expect(holdersOf(after, 'roles/a')).toEqual([member]);
  expect(after).toContainEqual(before[1]);
});

test('whatever a policy holds, nobody else is touched, and doing it again changes nothing', () => {
  const random = randomFrom(7);
  const people = ['user:ann@acme.dev', 'group:pay@acme.dev', member, `deleted:${member}?uid=1`];
  const roles = ['roles/a', 'roles/b', 'roles/c'] as const;
  for (let round = 0; round < 300; round += 1) {
    const before: Binding[] = Array.from({ length: random.whole(6) }, () => ({
      role: random.pick(roles),
      members: people.filter(() => random.chance(0.5)),
      ...(random.chance(0.5) ? { condition: only(String(random.whole(2))) } : {}),
    }));
    const grants = roles
      .filter(() => random.chance(0.5))
      .map((role) => ({ role, condition: random.chance(0.5) ? only('0') : null }));
    const after = withGrants(before, email, grants);
    const others = (bindings: readonly Binding[]) =>
      bindings.flatMap(({ role, condition, members }) =>
        (members ?? [])
          .filter((one) => !one.includes(email))
          .map((one) => `${role} ${condition?.expression ?? ''} ${one}`),
      );
    expect(others(after)).toEqual(others(before));
    const held = grantsOf(after, email).map(({ role, condition }) => [role, condition?.expression]);
    const wished = grants.map(({ role, condition }) => [role, condition?.expression]);
    expect(held.map(String).sort()).toEqual(wished.map(String).sort());
    const again = withGrants(after, email, grants);
    expect(again.every((binding, at) => binding === after[at])).toBe(true);
  }
});
