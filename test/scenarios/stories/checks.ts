// What GitHub shows beside a commit: a check with a page, marks at the lines of mistakes, and a way to ask again.

import { expect, test } from '@jest/globals';
import { propose, type Team, withTimeout } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

const FILE = 'environments/dev/storefront.yml';
const PLAN = 'runway/plan';

interface Run {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: {
    readonly title: string;
    readonly summary: string;
    readonly annotations_count: number;
  };
}

interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly annotation_level: string;
  readonly message: string;
}

export function checks(team: () => Team): void {
  const get = async <T>(path: string): Promise<T> => {
    const { alice, sandbox } = team();
    const { body, status } = await alice.ask<T>('GET', `/repos/${sandbox.forge.project}${path}`);
    if (status !== 200) throw new Error(`${path}: ${status}`);
    return body;
  };
  const planOf = async (head: string): Promise<Run> => {
    const query = `check_name=${encodeURIComponent(PLAN)}`;
    const { check_runs: runs } = await get<{ check_runs: readonly Run[] }>(
      `/commits/${head}/check-runs?${query}`,
    );
    const [run, ...more] = runs;
    if (run === undefined || more.length > 0) throw new Error(`${head} has ${runs.length} plans`);
    return run;
  };

  test('a mistake is marked at its line, and the mark goes with it', async () => {
    const { bob, judged } = team();
    const text = await bob.file(FILE);
    const line = text.split('\n').findIndex((it) => it.startsWith('  version:')) + 1;
    const { branch, number } = await propose(bob, FILE, (good) =>
      good.replace(/^ {2}version: .*$/m, '  version: 1.10').concat('overides: {}\n'),
    );
    const { head } = await judged(number);
    const wrong = await planOf(head);
    expect(wrong).toMatchObject({ status: 'completed', conclusion: 'failure' });
    const marks = await get<readonly Annotation[]>(`/check-runs/${wrong.id}/annotations`);
    expect(wrong.output.annotations_count).toBe(marks.length);
    expect(marks).toContainEqual(
      expect.objectContaining({
        path: FILE,
        start_line: line,
        annotation_level: 'failure',
        message: expect.stringContaining('1.10'),
      }),
    );
    expect(marks).toContainEqual(
      expect.objectContaining({ path: FILE, message: expect.stringContaining('overides') }),
    );

    await bob.commit({ branch, message: 'Right', files: { [FILE]: withTimeout(text, 27) } });
    const mended = await planOf((await judged(number)).head);
    expect(mended).toMatchObject({ conclusion: 'success', output: { annotations_count: 0 } });
    expect(mended.output.summary).toContain('dev/storefront');
    await bob.close(number);
  }, 60_000);

  test('whoever runs a check again gets a new answer, also of the same words', async () => {
    const { bob, comment, judged, sandbox } = team();
    const { number } = await propose(bob, FILE, (text) => withTimeout(text, 28));
    const { comment: before, head } = await judged(number);
    const first = await planOf(head);
    const path = `/repos/${sandbox.forge.project}/check-runs/${first.id}/rerequest`;
    expect((await bob.ask('POST', path)).status).toBe(201);
    const second = await eventually('the check to be run again', async () => {
      const run = await planOf(head);
      return run.id !== first.id && run.status === 'completed' ? run : null;
    });
    const { title, summary } = first.output;
    expect(second).toMatchObject({ conclusion: 'success', output: { title, summary } });
    expect(await comment(number)).toBe(before);
    await bob.close(number);
  }, 60_000);
}
