// Whether a merge request can be merged, why not, and the buttons that act on it.

import { mergeRefusal } from '../model/accept-merge.ts';
import { levelOf, levels } from '../model/access.ts';
import { obstacle, type Obstacle } from '../model/mergeability.ts';
import type { MergeMethod, MergeRequest } from '../model/state.ts';
import { html, type Html } from './html.ts';
import { ago, form } from './layout.ts';
import type { Visit } from './site.ts';

/** Obstacles in a sentence. */
export const reasons: Readonly<Record<Obstacle, string>> = {
  'not open': 'It is not open.',
  unknown: 'Git is still looking whether it merges. Reload in a moment.',
  'branch gone': 'The branch is gone.',
  'nothing to merge': 'The branch brings nothing that the target does not have.',
  draft: 'It is still a draft.',
  conflict: 'It conflicts with the target branch: bring the branch up to date first.',
  behind: 'Only fast-forward merges are allowed: rebase the branch first.',
  checks: 'A check that must pass has not passed yet.',
  queue: 'What is merged here goes through the merge queue.',
};

export function mergeBox(visit: Visit, mr: MergeRequest): Html {
  if (mr.state === 'merged') return ended(visit, mr);
  const { project, visitor } = visit;
  const found = obstacle(project, mr) ?? visit.world.rules.obstacle(project, mr);
  const url = visit.link('merge request', String(mr.iid));
  if (mr.state === 'closed') {
    const why = editRefusal(visit, mr);
    return html`<section class="box no">
      <div class="in actions">
        <strong>Closed${closer(visit, mr)}.</strong
        >${button(form(visitor, `${url}/reopen`, html`<button${why === null ? '' : html` disabled`}>Reopen</button>`), why)}
      </div>
    </section>`;
  }
  const look = found === null ? 'ok' : found === 'unknown' || found === 'queue' ? 'wait' : 'no';
  const why =
    visitorRefusal(visit) ??
    (found === null ? mergeRefusal(project, mr, visitor.user) : reasons[found]);
  const closeWhy = editRefusal(visit, mr);
  const merge = form(
    visitor,
    `${url}/merge`,
    html`<input type="hidden" name="sha" value="${mr.head}" />
      <div class="actions">
        <button class="go" ${why === null ? '' : html` disabled title="${why}"`}>Merge</button>
        ${wayToMerge(visit, mr)}
        <label class="inline"
          ><input
            type="checkbox"
            name="remove_source"
            value="true"
            ${mr.removeSource ? html` checked` : ''}
          />
          Remove branch</label
        >
      </div>`,
  );
  const close = form(
    visitor,
    `${url}/close`,
    html`<button${closeWhy === null ? '' : html` disabled title="${closeWhy}"`}>Close</button>`,
  );
  const word = found === null ? 'Ready to merge.' : reasons[found];
  return html`<section class="box ${look}">
    <div class="in">
      <p><strong>${word}</strong></p>
      <div class="actions">
        ${found === 'queue' ? null : merge}${visit.pages.buttons(visit, mr)}${close}
      </div>
      ${why === null || why === word ? null : html`<p class="why">${why}</p>`}
    </div>
  </section>`;
}

const methodWords: Readonly<Record<MergeMethod, string>> = {
  merge: 'Create a merge commit',
  squash: 'Squash and merge',
  rebase: 'Rebase and merge',
  ff: 'Fast-forward',
};

function wayToMerge({ pages }: Visit, mr: MergeRequest): Html {
  if (pages.methods.length === 0) {
    return html`<label class="inline"
      ><input type="checkbox" name="squash" value="true" ${mr.squash ? html` checked` : ''} />
      Squash</label
    >`;
  }
  const options = pages.methods.map(
    (method) => html`<option value="${method}">${methodWords[method]}</option>`,
  );
  return html`<select name="method" aria-label="How to merge">
    ${options}
  </select>`;
}

function ended({ world, link }: Visit, mr: MergeRequest): Html {
  const by = mr.merged === null ? '' : ` by ${world.store.user(mr.merged.userId).name}`;
  const commit = mr.mergeCommit ?? mr.squashCommit ?? mr.head;
  return html`<section class="box end">
    <div class="in">
      <strong>Merged${by}</strong> ${mr.merged === null ? null : ago(world, mr.merged.at)}
      <span class="soft">as</span>
      <a class="mono" href="${link('commit', commit)}">${commit.slice(0, 8)}</a>
      <span class="soft">into</span> <code>${mr.target}</code>
    </div>
  </section>`;
}

const closer = ({ world }: Visit, mr: MergeRequest): string =>
  mr.closed === null ? '' : ` by ${world.store.user(mr.closed.userId).name}`;

const button = (control: Html, why: string | null): Html =>
  html`${control}${why === null ? null : html`<span class="why">${why}</span>`}`;

export function visitorRefusal({ visitor }: Visit): string | null {
  return visitor.user === null ? 'Choose who you are first, in the bar at the top.' : null;
}

/** Why the visitor may not close or reopen, or null. */
export function editRefusal(visit: Visit, mr: MergeRequest): string | null {
  const { user } = visit.visitor;
  const mine = user !== null && mr.authorId === user.id;
  if (user !== null && (mine || levelOf(visit.project, user) >= levels.developer)) return null;
  return visitorRefusal(visit) ?? 'Your role may read and comment here, not close or reopen.';
}
