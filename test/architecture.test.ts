// Holds the directions in which code may import, and the shape of the source tree.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '..');
const source = join(root, 'src');

/** What each folder may import besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  resources: [],
  documents: ['resources'],
  reconciler: ['documents', 'resources'],
  provisioner: ['documents', 'resources'],
  plan: ['resources'],
  rollout: ['resources'],
  promotion: ['documents', 'resources', 'plan'],
  ports: ['resources', 'plan'],
  engine: ['ports', 'resources', 'plan', 'rollout'],
  passes: [
    'engine',
    'ports',
    'resources',
    'documents',
    'plan',
    'promotion',
    'reconciler',
    'provisioner',
  ],
  adapters: ['ports', 'resources', 'documents', 'plan'],
  server: ['passes', 'ports', 'resources'],
  sandbox: ['ports', 'documents'],
  cli: [
    'server',
    'sandbox',
    'passes',
    'ports',
    'adapters',
    'documents',
    'resources',
    'plan',
    'reconciler',
    'provisioner',
  ],
};

/** What adapters have in common, by who may import it: else they know nothing of one another. */
const shared: Readonly<Record<string, readonly string[]>> = {
  forge: ['gitlab', 'github'],
  google: ['cloud-run', 'google-iam', 'google-identity', 'artifact-registry', 'secret-manager'],
};

/** What each server of the sandbox may know beside what all of them share; `acme` puts them together. */
const sandboxed: Readonly<Record<string, readonly string[]>> = {
  faults: [],
  tls: [],
  examples: [],
  forge: [],
  gitlab: ['forge'],
  github: ['forge'],
  google: [],
  'cloud-run': ['google'],
  'secret-manager': ['google'],
  'artifact-registry': ['google', 'registry'],
  registry: [],
  vault: [],
};
const sharedBySandbox: readonly string[] = ['faults', 'images.ts', 'listening.ts'];

const pure = [
  'resources',
  'documents',
  'reconciler',
  'provisioner',
  'promotion',
  'plan',
  'rollout',
];
const purePackages: Readonly<Record<string, readonly string[]>> = {
  documents: ['ignore', 'yaml', 'ajv', 'ajv/dist/2020.js', 'node:fs', 'node:url', 'node:path'],
};

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly specifier: string;
}

function typeScriptFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function imports(): Import[] {
  return typeScriptFiles(source).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => ({
      file: relative(root, file),
      folder: relative(source, file).split('/')[0] ?? '',
      specifier: match[1] ?? '',
    })),
  );
}

function destination({ file, specifier }: Import): string[] {
  return relative(source, resolve(root, dirname(file), specifier)).split('/');
}

test('imports point inwards only', () => {
  const wrong = imports()
    .filter(({ specifier }) => specifier.startsWith('.'))
    .filter((found) => {
      const [folder = ''] = destination(found);
      return folder !== found.folder && !(allowed[found.folder] ?? []).includes(folder);
    })
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
  expect(wrong).toEqual([]);
});

test('adapters never import one another, but for what forges have in common, and parts of Google', () => {
  const wrong = imports()
    .filter(({ folder, specifier }) => folder === 'adapters' && specifier.startsWith('.'))
    .filter((found) => {
      const [folder, adapter = ''] = destination(found);
      const own = found.file.split('/')[2] ?? '';
      return folder === 'adapters' && adapter !== own && shared[adapter]?.includes(own) !== true;
    })
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
  expect(wrong).toEqual([]);
});

test('servers of the sandbox know what they share, and not one another', () => {
  const wrong = imports()
    .filter(({ folder, specifier }) => folder === 'sandbox' && specifier.startsWith('.'))
    .filter((found) => {
      const [folder, part = ''] = destination(found);
      const own = found.file.split('/')[2] ?? '';
      if (folder !== 'sandbox' || part === own || own === 'acme') return false;
      return !sharedBySandbox.includes(part) && sandboxed[own]?.includes(part) !== true;
    })
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
  expect(wrong).toEqual([]);
});

test('the core decides without touching the world', () => {
  const wrong = imports()
    .filter(({ folder, specifier }) => pure.includes(folder) && !specifier.startsWith('.'))
    .filter(
      ({ folder, specifier }) =>
        specifier !== 'node:crypto' && !(purePackages[folder] ?? []).includes(specifier),
    )
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
  expect(wrong).toEqual([]);
});

test('only the benchmark itself and its tests know of the benchmark', () => {
  const wrong = imports().filter(({ specifier }) => /(?:^|\/)bench\/|^#runway\//.test(specifier));
  expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
});

test('every folder under src is in the layout', () => {
  const folders = readdirSync(source, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.filter((folder) => !(folder in allowed))).toEqual([]);
});

test('no file swallows its neighbours', () => {
  const long = typeScriptFiles(source)
    .filter((file) => !file.includes('/generated/'))
    .map((file) => ({
      file: relative(root, file),
      lines: readFileSync(file, 'utf8').split('\n').length,
    }))
    .filter(({ lines }) => lines > 250)
    .map(({ file, lines }) => `${file} has ${lines} lines`);
  expect(long).toEqual([]);
});
