import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  deploymentFile,
  environmentFile,
  inventoryFile,
} from '../../bench/repository/documents.ts';
import { generateRepository, type GeneratedRepository } from '../../bench/repository/generate.ts';
import { ENVIRONMENTS, releaseOf, workloadNames } from '../../bench/repository/names.ts';
import { indexOf } from '../../bench/world/projects.ts';
import { catalogueOf } from '../../src/documents/catalogue.ts';
import { checkRepository } from '../../src/documents/check.ts';
import { parseFile } from '../../src/documents/parse.ts';

const SIZE = 5;
let dir = '';
let repository: GeneratedRepository;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'runway-bench-test-'));
  repository = await generateRepository({ dir, workloads: SIZE, changes: 7 });
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', repository.bare, ...args], { encoding: 'utf8' }).trim();

test('every document that is generated is valid, warnings included', () => {
  const texts = [
    ...ENVIRONMENTS.map((name) => [`environments/${name}/environment.yml`, environmentFile(name)]),
    ...Array.from({ length: 60 }, (_, index) => workloadNames(index).name).flatMap(
      (name, index) => [
        [`inventory/${name}.yml`, inventoryFile(index)],
        ...ENVIRONMENTS.flatMap((environment) =>
          [0, 1, 2].map((step) => [
            `environments/${environment}/${name}.yml`,
            deploymentFile(index, environment, step),
          ]),
        ),
      ],
    ),
  ] as const;
  const parsed = texts.map(([path = '', text = '']) =>
    parseFile({
      path,
      mode: '100644',
      blob: path + text,
      size: text.length,
      bytes: Buffer.from(text),
    }),
  );
  expect(parsed.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  expect(parsed.filter(({ kind }) => kind === 'ignored')).toEqual([]);
  expect(checkRepository(catalogueOf(parsed))).toEqual([]);
});

test('names are all different and lead back to their place', () => {
  const names = Array.from({ length: 3_000 }, (_, index) => workloadNames(index).name);
  expect(new Set(names).size).toBe(3_000);
  expect(names.map(indexOf)).toEqual(names.map((_, index) => index));
  expect(indexOf('orders-api-2')).toBeNull();
});

test('the same repository comes out every time', async () => {
  const again = await generateRepository({ dir: join(dir, 'again'), workloads: SIZE, changes: 7 });
  const tip = execFileSync('git', ['-C', again.bare, 'rev-parse', 'main'], { encoding: 'utf8' });
  expect(tip.trim()).toBe(git('rev-parse', 'main'));
});

test('one change changes one target, the other all of them', () => {
  const differs = (ref: string): string[] =>
    git('diff', '--name-only', 'main', ref)
      .split('\n')
      .filter((line) => line !== '');
  expect(differs('change-one')).toEqual([`environments/staging/${workloadNames(2).name}.yml`]);
  expect(differs('change-all')).toHaveLength(SIZE * 3);
  expect(repository.changes.map(({ commit }) => differs(commit))).toEqual(
    repository.changes.map(({ target }) => [`environments/${target}.yml`]),
  );
});

test('a workload that is changed twice gets a version that it never had', () => {
  const [first, again] = [repository.changes[1], repository.changes[6]];
  expect(again?.target).toBe(first?.target);
  const version = (commit = '') => git('show', `${commit}:environments/${first?.target}.yml`);
  const name = workloadNames(1).name;
  expect(version(first?.commit)).toContain(`version: ${releaseOf(name, 1).version}`);
  expect(version(again?.commit)).toContain(`version: ${releaseOf(name, 2).version}`);
});

test('everything lies in packs', () => {
  expect(git('count-objects', '-v')).toMatch(/^count: 0$/m);
});
