// Reviews: what people and Apps say of the commits that a pull request had.

import { touch } from '../../forge/model/remarks.ts';
import type { MergeRequest, Project, Review, User } from '../../forge/model/state.ts';
import type { World } from '../../forge/model/world.ts';

export interface Scene {
  readonly project: Project;
  readonly mr: MergeRequest;
  readonly user: User;
}

/** Later commits do not take an approval away, nor does a later review: each stands by itself. */
export async function submitReview(
  world: World,
  { project, mr, user }: Scene,
  given: Pick<Review, 'body' | 'commit' | 'state'>,
): Promise<Review> {
  const review: Review = { ...given, id: world.store.nextId(), userId: user.id, submittedAt: null };
  mr.reviews.push(review);
  if (given.state === 'PENDING') world.store.save(project);
  else await finishReview(world, { project, mr, user }, review);
  return review;
}

/** What was written is shown to everybody from now on. */
export async function finishReview(
  world: World,
  { project, mr, user }: Scene,
  review: Review,
): Promise<void> {
  review.submittedAt = world.now().toISOString();
  // Who has answered is not asked any more.
  mr.reviewerIds = mr.reviewerIds.filter((id) => id !== user.id);
  touch(world, { project, mr });
  await world.announce(project, { kind: 'review', user, mr, review, what: 'submitted' });
  world.store.save(project);
}

export async function dismissReview(
  world: World,
  { project, mr, user }: Scene,
  review: Review,
): Promise<void> {
  review.state = 'DISMISSED';
  touch(world, { project, mr });
  await world.announce(project, { kind: 'review', user, mr, review, what: 'dismissed' });
  world.store.save(project);
}
