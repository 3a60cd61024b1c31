// A floor: all documents of the default branch and of HEAD, each once, read through `git cat-file` and parsed as YAML.

import { execFileSync } from 'node:child_process';
import { parseDocument } from 'yaml';
import { gitEnvironment } from '../../process/git.ts';

const git = (args: readonly string[], input = ''): Buffer =>
  execFileSync('git', args, { env: gitEnvironment(), input, maxBuffer: 512 * 1024 * 1024 });

const blobs = new Set<string>();
for (const commit of ['refs/heads/main', 'HEAD']) {
  const listed = git(['ls-tree', '-r', commit, 'environments', 'inventory']).toString('utf8');
  for (const [, blob = ''] of listed.matchAll(/^\d+ blob ([0-9a-f]{40})\t.+\.yml$/gm))
    blobs.add(blob);
}

let parsed = 0;
for (const text of contents(git(['cat-file', '--batch'], `${[...blobs].join('\n')}\n`))) {
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false });
  const value = document.toJS() as { readonly kind?: string } | null;
  if (document.errors.length > 0 || value?.kind === undefined)
    throw new Error(`not a document: ${text}`);
  parsed += 1;
}
process.stdout.write(`parsed ${parsed} files\n`);

function* contents(answers: Buffer): Generator<string> {
  let at = 0;
  while (at < answers.length) {
    const end = answers.indexOf(0x0a, at);
    const size = Number(answers.toString('latin1', at, end).split(' ')[2]);
    yield answers.toString('utf8', end + 1, end + 1 + size);
    at = end + 1 + size + 1;
  }
}
