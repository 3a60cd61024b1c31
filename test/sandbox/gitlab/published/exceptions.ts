// Which real answers a place is held against, and where the sandbox differs on purpose.

import type { Schema } from '../../../support/gitlab-document.ts';

/** Real answers of what the document calls by these names. */
export const realOf: Readonly<Record<string, readonly string[]>> = {
  API_Entities_Branch: ['gitlab4j-branch', 'go-gitlab-get_branch', 'go-gitlab-list_branches'],
  API_Entities_Commit: ['gitlab4j-commit', 'go-gitlab-get_commit'],
  API_Entities_CommitDetail: ['gitlab4j-commit', 'go-gitlab-get_commit'],
  API_Entities_CommitStatus: ['gitlab4j-commit-status'],
  API_Entities_Compare: ['gitlab4j-compare-results'],
  API_Entities_Deployment: ['gitlab4j-deployment'],
  API_Entities_DeploymentExtended: ['gitlab4j-deployment'],
  API_Entities_Diff: ['gitlab4j-diff', 'go-gitlab-list_merge_request_diff'],
  API_Entities_Environment: ['gitlab4j-environment'],
  API_Entities_MergeRequest: ['gitlab4j-merge-request', 'go-gitlab-get_merge_request'],
  API_Entities_MergeRequestApprovals: ['gitlab4j-approvals'],
  API_Entities_Member: ['gitlab4j-members'],
  API_Entities_MergeRequestBasic: [
    'go-gitlab-get_merge_requests',
    'go-gitlab-get_merge_request',
    'gitlab4j-merge-request',
  ],
  API_Entities_MergeRequestChanges: ['gitlab4j-merge-request', 'go-gitlab-get_merge_request'],
  API_Entities_MergeRequestDiff: ['gitlab4j-merge-request-versions'],
  API_Entities_MergeRequestDiffFull: ['gitlab4j-merge-request-versions'],
  API_Entities_Metadata: ['gitlab4j-metadata'],
  API_Entities_Project: ['gitlab4j-project'],
  API_Entities_ProjectHook: ['gitlab4j-hook'],
  API_Entities_ProjectWithAccess: ['gitlab4j-project'],
  API_Entities_ProtectedBranch: ['gitlab4j-protected-branch'],
  API_Entities_Tag: ['gitlab4j-tag'],
  API_Entities_TreeObject: ['gitlab4j-tree'],
  API_Entities_User: ['go-gitlab-get_user'],
  Discussion: ['gitlab4j-merge-request-discussions'],
  EventMergeRequest: [
    'event:merge_request object_attributes',
    'event:group_merge_request object_attributes',
    'event:service_merge_request object_attributes',
    'event:note_merge_request merge_request',
  ],
  EventNote: [
    'event:note_merge_request object_attributes',
    'event:note_snippet object_attributes',
    'event:emoji note',
  ],
  EventProject: ['event:merge_request project', 'event:deployment project', 'event:emoji project'],
  MergeRequestEvent: ['event:merge_request', 'event:service_merge_request'],
  NoteEvent: ['event:note_merge_request'],
  PushEvent: ['event:push', 'event:tag_push'],
  API_Entities_Note: [
    'gitlab4j-merge-request-note',
    'gitlab4j-note',
    'gitlab4j-merge-request-discussions notes',
  ],
  API_Entities_UserPublic: ['gitlab4j-user', 'go-gitlab-get_user'],
  API_Entities_AwardEmoji: ['gitlab4j-award-emoji'],
};

/** What the document has no word of; its members are those of the real answers, and these. */
export const definitions: Readonly<Record<string, Schema>> = {
  Discussion: { properties: { notes: listOf('API_Entities_Note') } },
  PushEvent: { properties: { project: ref('EventProject') } },
  MergeRequestEvent: {
    properties: { project: ref('EventProject'), object_attributes: ref('EventMergeRequest') },
  },
  NoteEvent: {
    properties: {
      project: ref('EventProject'),
      object_attributes: ref('EventNote'),
      merge_request: ref('EventMergeRequest'),
    },
  },
  EventMergeRequest: { properties: { source: ref('EventProject'), target: ref('EventProject') } },
  EventNote: { properties: {} },
  EventProject: { properties: {} },
};

const mr = '/projects/:id/merge_requests/:iid';

/** Of what kind the answer of a route is, where the document does not say so, or says it for strangers only. */
export const describedAs: Readonly<Record<string, Schema>> = {
  'GET /user': { $ref: '#/definitions/API_Entities_UserPublic' },
  'GET /projects': listOf('API_Entities_ProjectWithAccess'),
  [`GET ${mr}/notes`]: listOf('API_Entities_Note'),
  [`GET ${mr}/notes/:note_id`]: { $ref: '#/definitions/API_Entities_Note' },
  [`POST ${mr}/notes`]: { $ref: '#/definitions/API_Entities_Note' },
  [`PUT ${mr}/notes/:note_id`]: { $ref: '#/definitions/API_Entities_Note' },
  [`GET ${mr}/discussions`]: listOf('Discussion'),
  [`GET ${mr}/discussions/:discussion_id`]: { $ref: '#/definitions/Discussion' },
  [`POST ${mr}/discussions`]: { $ref: '#/definitions/Discussion' },
  [`PUT ${mr}/discussions/:discussion_id`]: { $ref: '#/definitions/Discussion' },
  [`POST ${mr}/discussions/:discussion_id/notes`]: { $ref: '#/definitions/API_Entities_Note' },
  [`PUT ${mr}/discussions/:discussion_id/notes/:note_id`]: {
    $ref: '#/definitions/API_Entities_Note',
  },
};

function ref(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

function listOf(name: string): Schema {
  return { type: 'array', items: { $ref: `#/definitions/${name}` } };
}

/** Real answers of routes that the document describes by words only. */
export const realAnswers: Readonly<Record<string, readonly string[]>> = {
  'GET /projects/:id/repository/files/:file_path': ['gitlab4j-repository-file'],
  'POST /projects/:id/repository/files/:file_path': ['gitlab4j-repository-file-response'],
  'PUT /projects/:id/repository/files/:file_path': ['gitlab4j-repository-file-response'],
};

const LEFT_OUT =
  'The document leaves out what GitLab mounts for several things at once, and who one is oneself.';
const LISTS = 'A list, of which the document describes one element.';
const NO_TYPE =
  'A yes or no; the document says text where it was not told a type, and no kept answer has it.';
const CREATED = 'GitLab answers 201 to whatever makes something; the document says 200.';
const NEWER = 'Newer than the document: GitLab has it since it signs webhooks.';

/** What differs, exactly as it is told, and why. */
export const exceptions: Readonly<Record<string, string>> = {
  ...because(LEFT_OUT, [
    'GET /user is not documented',
    `GET ${mr}/notes is not documented`,
    `GET ${mr}/notes/:note_id is not documented`,
    `POST ${mr}/notes is not documented`,
    `PUT ${mr}/notes/:note_id is not documented`,
    `DELETE ${mr}/notes/:note_id is not documented`,
    `GET ${mr}/discussions is not documented`,
    `GET ${mr}/discussions/:discussion_id is not documented`,
    `POST ${mr}/discussions is not documented`,
    `PUT ${mr}/discussions/:discussion_id is not documented`,
    `POST ${mr}/discussions/:discussion_id/notes is not documented`,
    `PUT ${mr}/discussions/:discussion_id/notes/:note_id is not documented`,
    `DELETE ${mr}/discussions/:discussion_id/notes/:note_id is not documented`,
  ]),
  ...because(
    LISTS,
    ['Commit', 'Diff', 'Member', 'MergeRequestBasic', 'TreeObject', 'UserBasic'].map(
      (name) => `${name} is a list, and one is documented`,
    ),
  ),
  ...because(NO_TYPE, [
    ...['MergeRequest', 'MergeRequestBasic', 'MergeRequestChanges'].flatMap((name) => [
      `${name}.imported is a boolean, and it should be a string`,
      `${name}.squash_on_merge is a boolean, and it should be a string`,
    ]),
    'MergeRequestChanges.overflow is a boolean, and it should be a string',
    'Note.confidential is a boolean, and it should be a string',
    'Note.imported is a boolean, and it should be a string',
  ]),
  ...because(CREATED, [
    'POST /projects/:id/repository/commits answers 201',
    'POST /projects/:id/statuses/:sha answers 201',
  ]),
  ...because(NEWER, [
    'ProjectHook.token_present is unknown',
    'ProjectHook.signing_token_present is unknown',
  ]),
  ...because('Newer than the kept events; readers pass over what they do not know.', [
    'EventMergeRequest.draft is unknown',
    'EventNote.internal is unknown',
    'PushEvent.message is unknown',
    'PushEvent.push_options is unknown',
    'PushEvent.ref_protected is unknown',
  ]),
  'Approvals.approved_at is unknown':
    'Newer than the document: https://docs.gitlab.com/api/merge_request_approvals/ has it.',
  'MergeRequestEvent.changes.title is unknown':
    'Whatever was changed is told by its name, and in the kept events no title was.',
  'Note.commands_changes is an object, and it should not be one':
    'What a quick action has changed, by name; the document says text for it.',
  'POST /projects/:id/environments/:environment_id/stop answers 200':
    'GitLab sets 200 here, since nothing is made; the document says 201.',
  'GET /projects/:id/repository/files/:file_path.execute_filemode is unknown':
    'Newer than the kept answer; the document describes no answer of this route.',
};

function because(reason: string, told: readonly string[]): Record<string, string> {
  return Object.fromEntries(told.map((one) => [one, reason]));
}
