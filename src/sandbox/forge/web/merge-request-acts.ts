// What the buttons and the comment form of a merge request do.

import { acceptMerge, mergeRefusal } from '../model/accept-merge.ts';
import { levels } from '../model/access.ts';
import { changeState } from '../model/merge-requests.ts';
import { refuse } from '../model/refusal.ts';
import { editRefusal, reasons } from './merge-box.ts';
import { mergeRequestOf } from './merge-request-page.ts';
import type { Site } from './site.ts';

export function mergeRequestActs(site: Site): void {
  site.post('merge request', '/:iid/notes', async (visit) => {
    const mr = mergeRequestOf(visit);
    const { world, project, user, level, input } = visit;
    const body = (input.text('body') ?? '').replaceAll('\r\n', '\n');
    if (level < levels.reporter) throw refuse(403, 'Only members may comment.');
    if (body.trim() === '') throw refuse(400, 'Say something first.');
    const note = await world.rules.comment(
      world,
      { project, mr },
      { body, author: user, sawHead: input.text('head') ?? null },
    );
    const anchor = note === null ? '' : `#${visit.pages.noteAnchor}${note.id}`;
    return `${visit.link('merge request', String(mr.iid))}${anchor}`;
  });
  site.post('merge request', '/:iid/merge', async (visit) => {
    const mr = mergeRequestOf(visit);
    const { world, project, user, input } = visit;
    const why = mergeRefusal(project, mr, user);
    if (why !== null) throw refuse(403, why);
    const method = visit.pages.methods.find((one) => one === input.text('method'));
    const outcome = await acceptMerge(
      world,
      { project, mr, user },
      {
        ...(method === undefined ? {} : { method }),
        sha: input.text('sha') ?? '',
        squash: input.flag('squash'),
        removeSource: input.flag('remove_source'),
      },
    );
    if (outcome.kind === 'moved')
      throw refuse(409, 'The branch has moved since you looked. Look again, then merge.');
    if (outcome.kind === 'cannot')
      throw refuse(422, `It cannot be merged now. ${reasons[outcome.why]}`);
    if (outcome.kind === 'not allowed') throw refuse(405, 'It is not open, or still a draft.');
    return visit.link('merge request', String(mr.iid));
  });
  for (const event of ['close', 'reopen'] as const) {
    site.post('merge request', `/:iid/${event}`, async (visit) => {
      const mr = mergeRequestOf(visit);
      const { world, project, user } = visit;
      const why = editRefusal(visit, mr);
      if (why !== null) throw refuse(403, why);
      await world.alone(project, () => changeState(world, { project, mr, user }, event));
      return visit.link('merge request', String(mr.iid));
    });
  }
}
