// Runs all checks and all tests, prints the runner's totals, and last one line that sums them up.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One process after another: what the runner keeps of each file adds up, and one alone runs out of memory. */
const PARTS = 6;

const folder = mkdtempSync(join(tmpdir(), 'runway-test-'));
const env = {
  ...process.env,
  NODE_OPTIONS:
    '--experimental-vm-modules --disable-warning=ExperimentalWarning --max-old-space-size=8192',
};

const checked = run('npm', ['run', '--silent', 'check'], process.env);
const parts = checked ? Array.from({ length: PARTS }, (_, index) => testPart(index + 1)) : [];
rmSync(folder, { recursive: true, force: true });
if (!checked) console.log('The checks failed, so no test was run.');
else console.log(summary(parts.map(({ results }) => results)));
const passed = parts.some(({ results }) => (results?.numPassedTests ?? 0) > 0);
process.exitCode = checked && passed && parts.every(({ tested }) => tested) ? 0 : 1;

/** Files are dealt to the parts by their names: the same ones each time. */
function testPart(number) {
  const report = join(folder, `report-${number}.json`);
  const jest = [
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${report}`,
    `--shard=${number}/${PARTS}`,
    // Asked for a few files only, some parts have none.
    '--passWithNoTests',
    ...process.argv.slice(2),
  ];
  console.log(`Tests, part ${number} of ${PARTS}`);
  const tested = run(process.execPath, jest, env);
  return { tested, results: readTotals(report) };
}

function run(command, args, environment) {
  return spawnSync(command, args, { stdio: 'inherit', env: environment }).status === 0;
}

function readTotals(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}

function summary(all) {
  const silent = all.filter((results) => results === null).length;
  const there = all.filter((results) => results !== null);
  const sum = (...counts) =>
    there.reduce((total, results) => counts.reduce((to, name) => to + results[name], total), 0);
  const failed = sum('numFailedTests', 'numRuntimeErrorTestSuites') + silent;
  const skipped = sum('numPendingTests', 'numTodoTests');
  if (silent > 0) console.log(`The test runner gave no report of ${silent} of ${PARTS} parts.`);
  return `${sum('numPassedTests')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
