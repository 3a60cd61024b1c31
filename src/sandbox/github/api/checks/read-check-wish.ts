// Reads and checks what an App wants a check run to say.

import type { Annotation, CheckAction } from '../../../forge/model/check.ts';
import type { CheckWish } from '../../model/check-wish.ts';
import { reader, type Body, type Reader } from '../schema.ts';

const TEXT = 65_535;
/** A request. https://docs.github.com/rest/checks/runs#create-a-check-run */
const MOST_ANNOTATIONS = 50;
const MOST_ACTIONS = 3;
const MESSAGE = 65_536;

const conclusions = [
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'timed_out',
] as const;

/** Refuses with 422 and all that is wrong. */
export function readCheckWish(body: Body, ...required: readonly string[]): CheckWish {
  const given = reader(body);
  given.require(...required);
  const conclusion = given.word('conclusion', conclusions);
  const completedAt = given.time('completed_at');
  const status = given.word('status', ['queued', 'in_progress', 'completed']);
  const ended = status === 'completed' || completedAt !== undefined;
  if (ended && conclusion === undefined) given.require('conclusion');
  const output = given.object('output');
  const wish = {
    ...stated({
      name: given.text('name'),
      sha: given.text('head_sha'),
      externalId: given.text('external_id'),
      detailsUrl: given.text('details_url'),
      // A conclusion completes, whatever the status says.
      status: conclusion === undefined ? status : ('completed' as const),
      conclusion,
      startedAt: given.time('started_at'),
      completedAt,
      actions: given.list('actions', MOST_ACTIONS)?.map(action),
    }),
    ...(output === undefined ? {} : { output: outputOf(output, required.length > 0) }),
    annotations: output?.list('annotations', MOST_ANNOTATIONS)?.map(annotation) ?? [],
  };
  given.done();
  return wish;
}

function outputOf(given: Reader, isNew: boolean): NonNullable<CheckWish['output']> {
  given.require(...(isNew ? ['title', 'summary'] : ['summary']));
  return stated({
    title: given.text('title'),
    summary: given.text('summary', TEXT),
    text: given.text('text', TEXT),
  });
}

function action(given: Reader): CheckAction {
  given.require('label', 'description', 'identifier');
  return {
    label: given.text('label', 20) ?? '',
    description: given.text('description', 40) ?? '',
    identifier: given.text('identifier', 20) ?? '',
  };
}

function annotation(given: Reader): Annotation {
  given.require('path', 'start_line', 'end_line', 'annotation_level', 'message');
  return {
    path: given.text('path') ?? '',
    startLine: given.count('start_line') ?? 1,
    endLine: given.count('end_line') ?? 1,
    startColumn: given.count('start_column') ?? null,
    endColumn: given.count('end_column') ?? null,
    level: given.word('annotation_level', ['notice', 'warning', 'failure']) ?? 'notice',
    message: given.text('message', MESSAGE) ?? '',
    title: given.text('title', 255) ?? null,
    rawDetails: given.text('raw_details', MESSAGE) ?? null,
  };
}

/** Without what is not there. */
function stated<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
