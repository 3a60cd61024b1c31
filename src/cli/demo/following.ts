// What people do with a merge request in the demo: read its plan, merge it, and follow what comes of it.

import type { ProgramName } from '../../resources/program.ts';
import type { Proposed } from './person.ts';
import { botComment, type Stage } from './stage.ts';
import { until } from './until.ts';

/** Under which name each program shows beside a commit what it thinks of it. */
const CHECKS: Readonly<Record<ProgramName, string>> = {
  reconciler: 'runway/plan',
  provisioner: 'runway/provision',
};

/**
 * The plan for the head as it is once the release is complete. What stands in the way may be a grant that is not felt yet: the
 * bot looks again by itself, as for everybody.
 */
export async function planComment(
  stage: Stage,
  { number }: Proposed,
  program: ProgramName = 'reconciler',
): Promise<string> {
  const { alice } = stage;
  const reference = alice.reference(number);
  const planned = await until(`a plan on ${reference} that may be merged`, async () => {
    const found = await botComment(stage, number, program);
    const { head } = await alice.mergeRequest(number);
    if (found?.state.head !== head) return null;
    if (found.state.verdict === 'clear') return { text: found.text, head };
    if (found.state.verdict === 'blocked') return null;
    throw new Error(`${reference} cannot be merged:\n${found.text}`);
  });
  // The comment comes first, and the forge's own sign beside the commit says the same.
  const check = CHECKS[program];
  await until(`${check} on ${reference}`, async () => {
    const verdict = await alice.verdict(planned.head, check);
    return verdict === 'passed' ? verdict : null;
  });
  return planned.text;
}

/** Throws where it was not carried out, with the comment that says why. */
export async function mergeAndFollow(
  stage: Stage,
  { number }: Proposed,
  { as = 'alice', program = 'reconciler' }: { as?: 'alice' | 'bob'; program?: ProgramName } = {},
): Promise<void> {
  const person = stage[as];
  const reference = person.reference(number);
  await until(`${reference} to be mergeable`, async () => {
    const { mergeable } = await person.mergeRequest(number);
    return mergeable ? true : null;
  });
  await person.merge(number);
  stage.tell.say(`${as === 'bob' ? 'Bob' : 'Alice'} merges ${reference}.`);
  const ended = await until(`${reference} to be carried out`, async () => {
    const found = await botComment(stage, number, program);
    if (found?.state.verdict === 'deploying') stage.tell.progress(doing(found.text));
    if (found?.state.verdict === 'failed') {
      throw new Error(`${reference} was not carried out:\n${found.text}`);
    }
    return found?.state.verdict === 'done' ? found.text : null;
  });
  stage.tell.quote(ended);
}

/** The row of the live comment that says where it is. */
function doing(comment: string): string {
  const row = comment.split('\n').find((line) => /^\| \S+\/\S+ \|/.test(line)) ?? '';
  const cells = row.split('|').slice(1, -1);
  const [target = '', state = '', where = ''] = [cells[0], ...cells.slice(-2)].map(plain);
  return [`${target} ${state}`, where].filter((part) => part !== '').join(': ');
}

function plain(cell: string | undefined): string {
  return (cell ?? '').trim().replace(/[*`]/g, '');
}
