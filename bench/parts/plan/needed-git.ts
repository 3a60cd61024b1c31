// A floor: what a plan of one changed target must at least ask of Git, in a process of its own and with nothing else.

import { execFileSync } from 'node:child_process';
import { gitEnvironment } from '../../process/git.ts';

const git = (args: readonly string[], input = ''): string =>
  execFileSync('git', args, { env: gitEnvironment(), input, encoding: 'utf8' });

const [head = '', main = ''] = git(['rev-parse', 'HEAD', 'refs/heads/main']).split('\n');
const tree = git(['merge-tree', '--write-tree', main, head]).trim();
const difference = git(['diff-tree', '-r', '--no-renames', main, tree]).trim();
const [path = ''] = difference.split('\t').slice(1);
const [, environment = '', file = ''] = path.split('/');

// Both versions of the target, and the two files that its plan is made with.
const objects = [
  `${main}:${path}`,
  `${tree}:${path}`,
  `${tree}:environments/${environment}/environment.yml`,
  `${tree}:inventory/${file}`,
];
const answer = git(['cat-file', '--batch'], `${objects.join('\n')}\n`);
const read = answer.match(/^[0-9a-f]{40} blob \d+$/gm)?.length ?? 0;
process.stdout.write(`read ${read} files\n`);
