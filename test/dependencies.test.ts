// Holds what package.json promises about the packages that Runway stands on.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const { dependencies, devDependencies }: Manifest = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const shipped = Object.keys(dependencies).toSorted();

/** `@peculiar/x509` wants this one to be there already. */
const FIRST = 'reflect-metadata';

/** One after another in a process of their own; all that cannot be loaded are told. */
const LOAD_ALL = `
  const failed = [];
  for (const name of process.argv.slice(1)) {
    await import(name).catch((error) => failed.push(name + ': ' + error.message));
  }
  console.log(JSON.stringify(failed));
`;

test('every package that is shipped loads on this Node', async () => {
  const command = ['--input-type=module', '--eval', LOAD_ALL, FIRST, ...shipped];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root });
  expect(JSON.parse(stdout)).toEqual([]);
});

test('the source imports what is shipped with it, and nothing is shipped in vain', () => {
  expect([...importedPackages()].toSorted()).toEqual(shipped);
});

test('every package is pinned to one version', () => {
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

function importedPackages(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of sources()) {
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(
      /\b(?:from\s*|import\s*\(?\s*)'([@a-z][\w./-]*)'/g,
    )) {
      const [scope = '', name] = specifier.split('/');
      const packageName = scope.startsWith('@') ? `${scope}/${name}` : scope;
      found.add(packageName);
    }
  }
  return found;
}

function sources(): readonly string[] {
  return readdirSync(join(root, 'src'), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
