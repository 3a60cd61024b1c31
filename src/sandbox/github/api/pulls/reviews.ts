// Reviews of pull requests.

import type { MergeRequest, Review } from '../../../forge/model/state.ts';
import { dismissReview, finishReview, submitReview } from '../../model/reviews.ts';
import type { Api, Call } from '../call.ts';
import { reviewJson } from '../entities/review.ts';
import { notFound, unprocessable } from '../errors.ts';
import { paged } from '../paging.ts';
import { reader } from '../schema.ts';
import { thePull } from './the-pull.ts';

const states = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;
type Event = keyof typeof states;

export function reviewRoutes(api: Api): void {
  api.repo('GET', '/pulls/:number/reviews', 'pull_requests', (call) => {
    const mr = thePull(call);
    return paged(call, seenBy(call, mr)).map((review) => reviewJson({ ...call, mr }, review));
  });
  api.repo('GET', '/pulls/:number/reviews/:review_id', 'pull_requests', (call) => {
    const mr = thePull(call);
    return reviewJson({ ...call, mr }, theReview(call, mr));
  });
  api.repo('POST', '/pulls/:number/reviews', 'pull_requests', create);
  api.repo('POST', '/pulls/:number/reviews/:review_id/events', 'pull_requests', submit);
  api.repo('PUT', '/pulls/:number/reviews/:review_id/dismissals', 'pull_requests', dismiss);
  api.repo('GET', '/pulls/:number/comments', 'pull_requests', (call) => {
    thePull(call);
    return paged(call, []);
  });
}

/** https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request */
async function create(call: Call): Promise<unknown> {
  const { body, project, user, world } = call;
  const mr = thePull(call);
  const given = reader(body);
  const event = given.word('event', Object.keys(states) as Event[]);
  const commit = given.text('commit_id') ?? mr.head;
  const text = given.text('body') ?? '';
  given.done();
  if (event !== undefined) refuseVerdict(call, mr, { event, text });
  else if (mr.reviews.some(pendingOf(user.id)))
    throw refused('User can only have one pending review per pull request');
  if (!mr.versions.some(({ head }) => head === commit))
    throw refused('The commit_id is not part of the pull request');
  const state = event === undefined ? 'PENDING' : states[event];
  const review = await submitReview(world, { project, mr, user }, { commit, body: text, state });
  return reviewJson({ ...call, mr }, review);
}

/** One that was left pending says its verdict. */
async function submit(call: Call): Promise<unknown> {
  const { body, project, user, world } = call;
  const mr = thePull(call);
  const review = theReview(call, mr);
  const given = reader(body);
  given.require('event');
  const event = given.word('event', Object.keys(states) as Event[]) ?? 'COMMENT';
  const text = given.text('body') ?? review.body;
  given.done();
  if (!pendingOf(user.id)(review)) throw refused('Can not submit a review that is not pending');
  refuseVerdict(call, mr, { event, text });
  Object.assign(review, { state: states[event], body: text });
  await finishReview(world, { project, mr, user }, review);
  return reviewJson({ ...call, mr }, review);
}

function refuseVerdict(
  { user }: Call,
  mr: MergeRequest,
  { event, text }: { readonly event: Event; readonly text: string },
): void {
  const own = mr.authorId === user.id;
  if (event === 'APPROVE' && own) throw refused('Review Can not approve your own pull request');
  if (event === 'REQUEST_CHANGES' && own)
    throw refused('Review Can not request changes on your own pull request');
  if (event !== 'APPROVE' && text === '') throw refused('Review Body is required');
}

async function dismiss(call: Call): Promise<unknown> {
  const { body, project, user, world } = call;
  const mr = thePull(call);
  const review = theReview(call, mr);
  const given = reader(body);
  given.require('message');
  given.done();
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED')
    throw refused(`Can not dismiss a ${review.state.toLowerCase()} pull request review`);
  await dismissReview(world, { project, mr, user }, review);
  return reviewJson({ ...call, mr }, review);
}

/** What somebody has not submitted yet, nobody else sees. */
function seenBy({ user }: Call, { reviews }: MergeRequest): Review[] {
  return reviews.filter(({ state, userId }) => state !== 'PENDING' || userId === user.id);
}

function theReview(call: Call, mr: MergeRequest): Review {
  const wanted = call.input.text('review_id');
  const found = seenBy(call, mr).find(({ id }) => String(id) === wanted);
  if (found === undefined) throw notFound();
  return found;
}

const pendingOf =
  (user: number) =>
  ({ state, userId }: Review): boolean =>
    state === 'PENDING' && userId === user;

function refused(why: string): Error {
  return unprocessable('Unprocessable Entity', [why]);
}
