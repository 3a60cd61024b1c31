// The example repository compiles: it is what the demo runs on.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseFile } from '../../src/documents/parse.ts';
import { targetDocuments } from '../../src/documents/target-documents.ts';
import { compile } from '../../src/reconciler/compile.ts';
import { targetOf } from '../../src/resources/address.ts';

const root = join(import.meta.dirname, '../..');

function read(path: string) {
  const bytes = readFileSync(join(root, path));
  return parseFile({ path, mode: '100644', blob: path, size: bytes.length, bytes });
}

const targets = readdirSync(join(root, 'environments'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(root, 'environments', name))
      .filter((file) => file.endsWith('.yml') && file !== 'environment.yml')
      .map((file) => targetOf(name, file.slice(0, -'.yml'.length))),
  );

test('there are targets in three environments', () => {
  expect(new Set(targets.map((target) => target.split('/')[0])).size).toBe(3);
});

test.each(targets)('%s compiles without errors', (target) => {
  const { errors, resources } = compile(targetDocuments(read, target));
  expect(errors).toEqual([]);
  expect(resources.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['Image', 'Service', 'Traffic', 'Endpoint']),
  );
});
