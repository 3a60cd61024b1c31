// GitLab's pages.

import type { Pages } from '../../forge/web/pages.ts';

export const gitlabPages: Pages = {
  forge: 'GitLab',
  request: 'merge request',
  sign: '!',
  noteAnchor: 'note_',
  changes: 'diffs',
  paths: {
    tree: '-/tree',
    blob: '-/blob',
    edit: '-/edit',
    commits: '-/commits',
    commit: '-/commit',
    compare: '-/compare',
    branches: '-/branches',
    'merge requests': '-/merge_requests',
    'merge request': '-/merge_requests',
    'new merge request': '-/merge_requests/new',
    environments: '-/environments',
  },
  breaks: false,
  methods: [],
  checks: () => null,
  remarkAt: () => () => null,
  moments: () => [],
  buttons: () => null,
  forms: () => null,
  acts: () => undefined,
};
