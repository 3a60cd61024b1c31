// Runs all checks and all tests, prints the runner's totals, and last one line that sums them up.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'runway-test-'));
const report = join(folder, 'report.json');
const env = {
  ...process.env,
  // All tests share one process, and what jest keeps of each file adds up to some gigabytes.
  NODE_OPTIONS:
    '--experimental-vm-modules --disable-warning=ExperimentalWarning --max-old-space-size=8192',
};

const checked = run('npm', ['run', '--silent', 'check'], process.env);
const jest = [
  'node_modules/jest/bin/jest.js',
  '--json',
  `--outputFile=${report}`,
  ...process.argv.slice(2),
];
const tested = checked && run(process.execPath, jest, env);

const totals = checked ? readTotals() : null;
rmSync(folder, { recursive: true, force: true });
if (!checked) console.log('The checks failed, so no test was run.');
else console.log(summary(totals));
process.exitCode = checked && tested && totals !== null && totals.numPassedTests > 0 ? 0 : 1;

function run(command, args, environment) {
  return spawnSync(command, args, { stdio: 'inherit', env: environment }).status === 0;
}

function readTotals() {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}

function summary(results) {
  if (results === null) return 'The test runner gave no report.\n0 passed, 1 failed';
  const skipped = results.numPendingTests + results.numTodoTests;
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
