// `npm run bench`: measures, prints a table or JSON, and says by its exit code whether everything could be measured.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommanderError } from 'commander';
import { type PartName, readArguments, type Wish } from './arguments.ts';
import { thisMachine } from './machine.ts';
import { apply } from './parts/apply/apply.ts';
import { image } from './parts/image/image.ts';
import { memory } from './parts/memory/memory.ts';
import { plan } from './parts/plan/plan.ts';
import { validate } from './parts/validate/validate.ts';
import { webhook } from './parts/webhook/webhook.ts';
import { progressLine } from './progress.ts';
import { type Line, lineOf } from './report/line.ts';
import { type Report, reportWords } from './report/report.ts';
import { provenRepositories } from './repository/proven.ts';
import { FULL, type Part, QUICK, type Setting } from './setting.ts';

const WORK: Readonly<Record<PartName, Part>> = { plan, validate, webhook, image, apply, memory };

try {
  process.exitCode = await main(readArguments(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 64;
}

async function main(wish: Wish): Promise<number> {
  const report = await measure(wish);
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (wish.json !== null && wish.json !== '-') await writeFile(wish.json, text);
  process.stdout.write(wish.json === '-' ? text : reportWords(report));
  if (report.failures.length > 0) return 1;
  return wish.strict && report.lines.some(({ met }) => met === false) ? 2 : 0;
}

async function measure(wish: Wish): Promise<Report> {
  const dir = await mkdtemp(join(tmpdir(), 'runway-bench-'));
  const { say, clear } = progressLine(process.stderr);
  const startedAt = new Date();
  const machine = thisMachine();
  const lines: Line[] = [];
  const failures: { what: string; why: string }[] = [];
  const skipped: { what: string; why: string }[] = [];
  const scale = wish.quick ? QUICK : FULL;
  const setting: Setting = {
    scale: wish.sizes === null ? scale : { ...scale, sizes: wish.sizes },
    flags: wish.profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(wish.profile)}`],
    dir,
    repository: provenRepositories(join(dir, 'repositories'), say),
    add: (line) => void lines.push(lineOf(line)),
    skip: (what, why) => void skipped.push({ what, why }),
    async attempt(what, work) {
      try {
        await work();
      } catch (error) {
        failures.push({ what, why: error instanceof Error ? error.message : String(error) });
      }
    },
    progress: say,
  };
  try {
    for (const part of wish.parts) await setting.attempt(part, () => WORK[part](setting));
  } finally {
    clear();
    await rm(dir, { recursive: true, force: true });
  }
  const seconds = (Date.now() - startedAt.getTime()) / 1_000;
  const { quick } = wish;
  return { machine, startedAt: startedAt.toISOString(), seconds, quick, lines, failures, skipped };
}
