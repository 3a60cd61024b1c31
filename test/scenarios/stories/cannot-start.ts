// A version that cannot start: nobody notices but its owners, and both ways out work.

import { expect, test } from '@jest/globals';
import { watch } from '../../support/sandbox-front.ts';
import type { State } from '../../support/sandbox-person.ts';
import { propose, type Team, withVersion } from '../../support/sandbox-team.ts';
import { eventually } from '../../support/sandbox-wait.ts';

const FILE = 'environments/dev/checkout.yml';
const TARGET = 'dev/checkout';
const RESTORE = 'runway/restore/dev/checkout';

export function cannotStart(team: () => Team): void {
  const restores = (state: State) => team().alice.mergeRequests({ state, branch: RESTORE });

  /** What served before, and goes on serving. */
  let good = '';

  async function deployBroken(): Promise<number> {
    const { alice, judged, merge } = team();
    const { number } = await propose(alice, FILE, (text) => withVersion(text, '1.5.0'));
    expect((await judged(number)).comment).toContain('→ 1.5.0');
    await merge(alice, number);
    return number;
  }

  test('it gets no traffic, the old one answers every request, and its owners are told once', async () => {
    const { alice, sandbox, rows, commentWith, calls } = team();
    const [serving] = await rows(TARGET, 'serving');
    good = serving?.version ?? '';
    const watching = watch(sandbox.cloudRun.front, serving?.host ?? '');
    const number = await deployBroken();
    const comment = await commentWith(number, /checkout 1\.5\.0 failed in dev/);
    const answers = await watching.stop();
    expect(answers.length).toBeGreaterThan(5);
    expect(
      answers.filter((it) => typeof it === 'string' || it.version !== serving?.version),
    ).toEqual([]);

    expect(comment).toMatch(/PAYMENT_PROVIDER is not set|failed to start/i);
    expect(comment).toContain('What to do');
    const [failed] = await rows(TARGET, 'failed');
    expect(failed).toMatchObject({ version: serving?.version, revision: serving?.revision });
    expect(failed?.reason).toMatch(/did not start/);

    const [restore] = await eventually('the way back', async () => {
      const open = await restores('opened');
      return open.length > 0 ? open : null;
    });
    expect(await commentWith(number, new RegExp(alice.reference(restore?.number ?? 0)))).toContain(
      'last proven file',
    );
    const [note, ...more] = await eventually('a note', async () => {
      const found = await calls(number);
      return found.length > 0 ? found : null;
    });
    expect(more).toEqual([]);
    expect(note?.body.match(/@alice/g)).toHaveLength(1);
    expect(note?.body).toContain('1.5.0');
  }, 90_000);

  test('merging the restore merge request makes Git and the world agree again', async () => {
    const { alice, judged, merge, rows, serves, commentWith } = team();
    const [restore] = await restores('opened');
    const number = restore?.number ?? 0;
    const { comment, plan } = await judged(number);
    expect(plan.status).toBe('success');
    expect(comment).toMatch(/merging changes nothing that runs/);
    await merge(alice, number);
    await commentWith(number, new RegExp(`checkout ${good} serves in dev`));
    await rows(TARGET, 'serving');
    await serves(TARGET, good);
    expect(await alice.file(FILE)).toContain(`version: ${good}`);
  }, 90_000);

  test('merging a good version instead closes the restore merge request by itself', async () => {
    const { alice, judged, merge, rows, serves, commentWith, calls } = team();
    const broken = await deployBroken();
    await commentWith(broken, /checkout 1\.5\.0 failed in dev/);
    const [restore] = await eventually('the way back', async () => {
      const open = await restores('opened');
      return open.length > 0 ? open : null;
    });
    const next = good === '1.4.1' ? '1.4.2' : '1.4.1';
    const { number } = await propose(alice, FILE, (text) => withVersion(text, next));
    expect((await judged(number)).comment).toContain(`${good} → ${next}`);
    await merge(alice, number);
    await commentWith(number, new RegExp(`checkout ${next} serves in dev`));
    await rows(TARGET, 'serving');
    await serves(TARGET, next);
    await eventually('the restore to close itself', async () => {
      const { state } = await alice.mergeRequest(restore?.number ?? 0);
      return state === 'closed' ? true : null;
    });
    expect(await calls(broken)).toHaveLength(1);
    expect(await commentWith(broken, /checkout 1\.5\.0 failed in dev/)).toBeDefined();
  }, 90_000);
}
