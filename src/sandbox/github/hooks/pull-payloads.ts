// What webhooks say about pull requests, their reviews and their comments.

import type { DequeueReason, ForgeEvent, MergeRequestChange } from '../../forge/model/event.ts';
import { latestVersion } from '../../forge/model/versions.ts';
import { commentJson } from '../api/entities/comment.ts';
import { issueBrief } from '../api/entities/issue.ts';
import { labelJson } from '../api/entities/label.ts';
import { userById } from '../api/entities/people.ts';
import { pullBrief, pullFull } from '../api/entities/pull.ts';
import { reviewJson } from '../api/entities/review.ts';
import { beside, told, type Payload, type Scene, type Told } from './told.ts';

type Of<Kind extends ForgeEvent['kind']> = Extract<ForgeEvent, { readonly kind: Kind }>;

/** One edit may be several pieces of news to GitHub: `edited`, `labeled`, `review_requested`. */
export async function pullPayloads(scene: Scene, event: Of<'merge request'>): Promise<Told[]> {
  const { mr, change } = event;
  const said = change.what === 'edited' ? edits(scene, event) : plainly(event);
  const pull_request = toldPull(await pullFull({ ...scene, mr }));
  return said.map(({ action, ...more }) => ({
    event: 'pull_request',
    payload: { action, number: mr.iid, ...more, pull_request, ...beside(scene) },
  }));
}

export function reviewPayload(scene: Scene, { mr, review, what }: Of<'review'>): Told {
  const pull = { ...scene, mr };
  return {
    event: 'pull_request_review',
    payload: {
      action: what,
      review: {
        ...reviewJson(pull, review),
        state: review.state.toLowerCase(),
        body: review.body === '' ? null : review.body,
      },
      pull_request: toldPull(pullBrief(pull)),
      ...(what === 'edited' ? { changes: {} } : {}),
      ...beside(scene),
    },
  };
}

const noteActions = { added: 'created', edited: 'edited', deleted: 'deleted' } as const;

export function commentPayload(scene: Scene, { mr, note, change }: Of<'note'>): Told {
  const pull = { ...scene, mr };
  return {
    event: 'issue_comment',
    payload: {
      action: noteActions[change.what],
      ...(change.what === 'edited' ? { changes: { body: { from: change.before } } } : {}),
      issue: issueBrief(pull),
      comment: commentJson(pull, note),
      ...beside(scene),
    },
  };
}

/** With its repositories as webhooks carry them. */
function toldPull(pull: Payload): Payload {
  const side = (of: unknown): Payload => {
    const { repo, ...more } = of as { readonly repo: Payload | null };
    return { ...more, repo: repo === null ? null : told(repo) };
  };
  return { ...pull, head: side(pull['head']), base: side(pull['base']) };
}

type Said = Payload & { readonly action: string };

const plain: Readonly<Partial<Record<MergeRequestChange['what'], string>>> = {
  opened: 'opened',
  closed: 'closed',
  reopened: 'reopened',
  merged: 'closed',
  enqueued: 'enqueued',
};

/** https://docs.github.com/webhooks/webhook-events-and-payloads?actionType=dequeued#pull_request */
const dequeued: Readonly<Record<DequeueReason, string>> = {
  merged: 'MERGE',
  'checks failed': 'CI_FAILURE',
  conflict: 'MERGE_CONFLICT',
  'taken out': 'MANUAL',
  moved: 'UNKNOWN_REMOVAL_REASON',
};

function plainly({ mr, change }: Of<'merge request'>): Said[] {
  if (change.what === 'pushed to')
    return [{ action: 'synchronize', before: change.before, after: mr.head }];
  if (change.what === 'draft changed')
    return [{ action: mr.draft ? 'converted_to_draft' : 'ready_for_review' }];
  if (change.what === 'dequeued') return [{ action: 'dequeued', reason: dequeued[change.reason] }];
  const action = plain[change.what];
  return action === undefined ? [] : [{ action }];
}

/** What was edited, in the words that GitHub has for it. */
function edits({ world, project }: Scene, { mr, change }: Of<'merge request'>): Said[] {
  if (change.what !== 'edited') return [];
  const changed = change.changes;
  const texts = {
    ...from('title', changed['title']?.previous),
    ...from('body', changed['description']?.previous),
    ...(changed['target'] === undefined
      ? {}
      : {
          base: {
            ref: { from: changed['target'].previous },
            sha: { from: (mr.versions.at(-2) ?? latestVersion(mr)).start },
          },
        }),
  };
  const lists = (name: string, added: string, removed: string): [string, unknown][] => {
    const { previous = [], current = [] } = (changed[name] ?? {}) as Partial<
      Record<'previous' | 'current', readonly unknown[]>
    >;
    return [
      ...current
        .filter((one) => !previous.includes(one))
        .map((one): [string, unknown] => [added, one]),
      ...previous
        .filter((one) => !current.includes(one))
        .map((one): [string, unknown] => [removed, one]),
    ];
  };
  const person = (id: unknown): unknown => userById(world, Number(id));
  return [
    ...(Object.keys(texts).length === 0 ? [] : [{ action: 'edited', changes: texts }]),
    ...lists('labels', 'labeled', 'unlabeled').map(([action, name]) => ({
      action,
      label: labelJson({ world, project }, name as string),
    })),
    ...lists('assigneeIds', 'assigned', 'unassigned').map(([action, id]) => ({
      action,
      assignee: person(id),
    })),
    ...lists('reviewerIds', 'review_requested', 'review_request_removed').map(([action, id]) => ({
      action,
      requested_reviewer: person(id),
    })),
  ];
}

function from(name: string, previous: unknown): Payload {
  return previous === undefined ? {} : { [name]: { from: previous } };
}
