import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { catalogueOf, targetsOf } from '../../src/documents/catalogue.ts';
import { checkRepository } from '../../src/documents/check.ts';
import { parseFile } from '../../src/documents/parse.ts';
import { file, told } from './files.ts';

const root = resolve(import.meta.dirname, '../..');

const parsedFiles = ['inventory', 'environments']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => parseFile(file(relative(root, path), readFileSync(path))));

test('the example repository is valid, without a warning', () => {
  expect(told(parsedFiles.flatMap(({ diagnostics }) => diagnostics))).toEqual([]);
  expect(told(checkRepository(catalogueOf(parsedFiles)))).toEqual([]);
});

test('the example repository holds three workloads in three environments', () => {
  expect(targetsOf(catalogueOf(parsedFiles))).toEqual(
    ['dev', 'production', 'staging'].flatMap((environment) =>
      ['catalog', 'checkout', 'storefront'].map((workload) => `${environment}/${workload}`),
    ),
  );
});
