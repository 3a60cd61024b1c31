import { expect, test } from '@jest/globals';
import { affectedBy, concerned, isWide } from '../../../src/passes/review/files/affected.ts';
import type { Change } from '../../../src/ports/repository.ts';

const entry = { path: '', mode: '100644', blob: 'b', size: 1 };
const changed = (path: string): Change => ({ path, before: entry, after: entry });
const removed = (path: string): Change => ({ path, before: entry, after: null });
const known = ['dev/checkout', 'dev/search', 'staging/checkout'] as const;

test('a deployment concerns its own target', () => {
  const affected = affectedBy([changed('environments/dev/checkout.yml')]);
  expect(concerned(affected, [])).toEqual(['dev/checkout']);
  expect(isWide(affected)).toBe(false);
});

test('a removed deployment concerns its target too', () => {
  expect(concerned(affectedBy([removed('environments/dev/checkout.yml')]), [])).toEqual([
    'dev/checkout',
  ]);
});

test('the rules of an environment concern all its targets', () => {
  const affected = affectedBy([changed('environments/dev/environment.yml')]);
  expect(concerned(affected, known)).toEqual(['dev/checkout', 'dev/search']);
});

test('an inventory entry concerns its workload everywhere', () => {
  const affected = affectedBy([changed('inventory/checkout.yml')]);
  expect(concerned(affected, known)).toEqual(['dev/checkout', 'staging/checkout']);
});

test('each target is named once, in order', () => {
  const affected = affectedBy([
    changed('environments/dev/search.yml'),
    changed('environments/dev/environment.yml'),
    changed('inventory/checkout.yml'),
  ]);
  expect(concerned(affected, known)).toEqual([...known]);
});

test('files that Runway does not read concern nothing', () => {
  const paths = [
    'README.md',
    'environments/README.md',
    'environments/dev/notes.txt',
    'environments/dev/old/checkout.yml',
    'environments/checkout.yml',
    'inventory/payments/checkout.yml',
    'inventory/README.md',
  ];
  const affected = affectedBy(paths.map(changed));
  expect(concerned(affected, known)).toEqual([]);
  expect(isWide(affected)).toBe(false);
});
