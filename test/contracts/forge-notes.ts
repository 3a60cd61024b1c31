// What every forge promises about comments, notes and reactions.

import { describe, expect, test } from '@jest/globals';
import type { ForgeWorld } from './forge.ts';

export function noteContract(world: () => ForgeWorld): void {
  describe('notes and reactions', () => {
    let made = 0;

    /** A fresh merge request of a person. */
    async function fresh(): Promise<number> {
      made += 1;
      const branch = `notes-${made}`;
      await world().branch(branch);
      return world().open(branch, `Change ${made}`);
    }

    test('there is one comment, rewritten in place', async () => {
      const number = await fresh();
      await world().forge.comment(number, '## First');
      await world().note(number, 'a word of a person');
      await world().forge.comment(number, '## Second\n\n| a | b |\n| - | - |\n| 1 | 2 |\n');
      const notes = await world().notes(number);
      expect(notes.map(({ author }) => author === notes[0]?.author)).toEqual([true, false]);
      expect(notes[0]?.author).toBe(await world().forge.self());
      expect(notes[0]?.body).toContain('## Second');
      expect(notes[0]?.body).not.toContain('First');
    });

    test('a comment is rewritten only where there is one, if that is asked for', async () => {
      const number = await fresh();
      expect(await world().forge.recomment(number, '## None')).toBe(false);
      expect(await world().notes(number)).toEqual([]);
      await world().forge.comment(number, '## One');
      expect(await world().forge.recomment(number, '## Other')).toBe(true);
      const [only, ...more] = await world().notes(number);
      expect(only?.body).toContain('## Other');
      expect(more).toEqual([]);
    });

    test('each program has a comment of its own, which the first line of the text names', async () => {
      const number = await fresh();
      const other = '<!-- runway:comment provisioner -->';
      await world().forge.comment(number, '<!-- runway:comment -->\nDeploys');
      expect(await world().forge.recomment(number, `${other}\nProvisions`)).toBe(false);
      await world().forge.comment(number, `${other}\nProvisions`);
      await world().forge.comment(number, `${other}\nProvisions more`);
      await world().forge.comment(number, '<!-- runway:comment -->\nDeploys more');
      const bodies = (await world().notes(number)).map(({ body }) => body);
      expect(bodies).toEqual([
        expect.stringMatching(/Deploys more/),
        expect.stringMatching(/Provisions more/),
      ]);
    });

    test('an unchanged comment is not sent again, white space at the ends aside', async () => {
      const number = await fresh();
      await world().forge.comment(number, 'Same  \nwords\n\n');
      const before = world().writes();
      await world().forge.comment(number, 'Same  \nwords\n\n');
      expect(world().writes()).toBe(before);
    });

    test('a comment of somebody else with our marker is not taken for ours', async () => {
      const number = await fresh();
      await world().note(number, '<!-- runway:comment -->\nApproved by everybody');
      await world().forge.comment(number, 'The true plan');
      const notes = await world().notes(number);
      expect(notes).toHaveLength(2);
      expect(notes[0]?.body).toContain('Approved by everybody');
      expect(notes[1]?.body).toContain('The true plan');
    });

    test('our comment is found among hundreds of others', async () => {
      const number = await fresh();
      for (let index = 0; index < 105; index += 1) await world().note(number, `word ${index}`);
      await world().forge.comment(number, 'One');
      await world().forge.comment(number, 'Two');
      const self = await world().forge.self();
      const ours = (await world().notes(number)).filter(({ author }) => author === self);
      expect(ours).toHaveLength(1);
      expect(ours[0]?.body).toContain('Two');
    }, 60_000);

    test('a note is said once per key, however often it is asked', async () => {
      const number = await fresh();
      await world().forge.notify(number, 'failed:production/checkout', 'It failed.');
      await world().forge.notify(number, 'failed:production/checkout', 'It failed, again.');
      await world().forge.notify(number, 'failed:production/checkout-2', 'The other one.');
      const bodies = (await world().notes(number)).map(({ body }) => body);
      expect(bodies).toHaveLength(2);
      expect(bodies[0]).toContain('It failed.');
      expect(bodies[1]).toContain('The other one.');
    });

    test('a reaction to a note is there once, beside others', async () => {
      const number = await fresh();
      const note = await world().note(number, 'Please look again.');
      await world().forge.acknowledge(number, note, 'seen');
      await world().forge.acknowledge(number, note, 'seen');
      expect(await world().reactions(number, note)).toEqual(['seen']);
      await world().forge.acknowledge(number, note, 'done');
      await world().forge.acknowledge(number, note, 'refused');
      const all = await world().reactions(number, note);
      expect([...all].sort()).toEqual(['done', 'refused', 'seen']);
    });

    test('a reaction to a note that is gone is nothing', async () => {
      const number = await fresh();
      await world().forge.acknowledge(number, 987_654, 'seen');
    });
  });
}
