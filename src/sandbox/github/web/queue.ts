// Buttons that only a pull request has here: the merge queue, and drafts, which GitLab makes of titles.

import { mergeRefusal } from '../../forge/model/accept-merge.ts';
import { requiredState } from '../../forge/model/contexts.ts';
import { queued } from '../../forge/model/merge-queue.ts';
import { obstacle } from '../../forge/model/mergeability.ts';
import type { MergeRequest } from '../../forge/model/state.ts';
import { html, type Html } from '../../forge/web/html.ts';
import { form } from '../../forge/web/layout.ts';
import { editRefusal, visitorRefusal } from '../../forge/web/merge-box.ts';
import type { Visit } from '../../forge/web/site.ts';

export function moreButtons(visit: Visit, mr: MergeRequest): Html {
  return html`${queueButton(visit, mr)}${draftButton(visit, mr)}`;
}

function queueButton(visit: Visit, mr: MergeRequest): Html | null {
  const { project, visitor } = visit;
  if (!project.mergeQueue) return null;
  const may = visitorRefusal(visit) ?? mergeRefusal(project, mr, visitor.user);
  const entry = queued(project, mr);
  if (entry !== null) {
    const place = project.queue.indexOf(entry) + 1;
    const at =
      entry.head === null
        ? null
        : html`<span class="soft"
            >${place}. in the queue, as
            <a class="mono" href="${visit.link('commit', entry.head)}"
              >${entry.head.slice(0, 8)}</a
            ></span
          >`;
    return html`${button(visit, mr, { act: 'dequeue', label: 'Take out of the queue', why: may })}${at}`;
  }
  const ready =
    obstacle(project, mr) === null && requiredState(project, mr.target, mr.head) === 'success';
  const why = may ?? (ready ? null : 'What must pass first has not.');
  return button(visit, mr, { act: 'enqueue', label: 'Put into the merge queue', why });
}

function draftButton(visit: Visit, mr: MergeRequest): Html {
  const why = editRefusal(visit, mr);
  return mr.draft
    ? button(visit, mr, { act: 'ready', label: 'Ready for review', why })
    : button(visit, mr, { act: 'draft', label: 'Convert to draft', why });
}

function button(
  { link, visitor }: Visit,
  mr: MergeRequest,
  { act, label, why }: { act: string; label: string; why: string | null },
): Html {
  return form(
    visitor,
    link('merge request', String(mr.iid), act),
    html`<button${why === null ? '' : html` disabled title="${why}"`}>${label}</button>`,
  );
}
