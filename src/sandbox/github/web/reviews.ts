// Reviews on the page of a pull request.

import { levels, levelOf } from '../../forge/model/access.ts';
import type { MergeRequest, Review } from '../../forge/model/state.ts';
import { html, type Html } from '../../forge/web/html.ts';
import { ago, avatar, form } from '../../forge/web/layout.ts';
import type { Moment } from '../../forge/web/pages.ts';
import type { Visit } from '../../forge/web/site.ts';

const words: Readonly<Record<Review['state'], string>> = {
  APPROVED: 'approved these changes',
  CHANGES_REQUESTED: 'requested changes',
  COMMENTED: 'reviewed',
  DISMISSED: 'reviewed, which was dismissed,',
  PENDING: 'has begun a review',
};

/** What was submitted. */
export function reviewMoments(visit: Visit, mr: MergeRequest): Moment[] {
  return mr.reviews.flatMap((review) =>
    review.submittedAt === null
      ? []
      : [{ at: review.submittedAt, show: view(visit, { mr, review, at: review.submittedAt }) }],
  );
}

function view(
  visit: Visit,
  { mr, review, at }: { mr: MergeRequest; review: Review; at: string },
): Html {
  const { world, link } = visit;
  const author = world.store.user(review.userId);
  const stale =
    review.commit === mr.head ? null : html`<span class="badge plain">an older commit</span>`;
  const body =
    review.body.trim() === ''
      ? null
      : html`<div class="in md">${visit.markdown(review.body)}</div>`;
  return html`<article class="note" id="pullrequestreview-${review.id}">
    ${avatar(author.username)}
    <div
      class="box ${review.state === 'APPROVED' ? 'ok' : review.state === 'CHANGES_REQUESTED' ? 'no' : ''}"
    >
      <header>
        <strong>${author.name}</strong> ${words[review.state]}
        <a class="mono" href="${link('commit', review.commit)}">${review.commit.slice(0, 8)}</a>
        ${stale} <span class="small">${ago(world, at)}</span>
      </header>
      ${body}
    </div>
  </article>`;
}

/** Nobody approves what is their own. */
export function reviewForm(visit: Visit, mr: MergeRequest): Html | null {
  const { link, project, visitor } = visit;
  const { user } = visitor;
  if (mr.state !== 'opened' || user === null || levelOf(project, user) < levels.reporter)
    return null;
  const own = user.id === mr.authorId;
  const body = html`<input type="hidden" name="commit" value="${mr.head}" /><textarea
      name="body"
      rows="3"
      placeholder="What you think of ${mr.head.slice(0, 8)}, in Markdown"
      aria-label="Review"
    ></textarea>
    <div class="actions">
      <button class="go" name="state" value="APPROVED" ${own ? html` disabled` : ''}>
        Approve
      </button>
      <button name="state" value="CHANGES_REQUESTED" ${own ? html` disabled` : ''}>
        Request changes
      </button>
      <button name="state" value="COMMENTED">Review without a verdict</button>
      ${own ? html`<span class="why">Nobody approves what is their own.</span>` : null}
    </div>`;
  return html`<section class="box">
    <header><strong>Review</strong></header>
    <div class="in">${form(visitor, link('merge request', String(mr.iid), 'reviews'), body)}</div>
  </section>`;
}
