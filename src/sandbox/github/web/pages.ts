// GitHub's pages.

import type { Pages } from '../../forge/web/pages.ts';
import { githubActs } from './acts.ts';
import { checksBox, remarksOf } from './checks.ts';
import { moreButtons } from './queue.ts';
import { reviewForm, reviewMoments } from './reviews.ts';

export const githubPages: Pages = {
  forge: 'GitHub',
  request: 'pull request',
  sign: '#',
  noteAnchor: 'issuecomment-',
  changes: 'files',
  paths: {
    tree: 'tree',
    blob: 'blob',
    edit: 'edit',
    commits: 'commits',
    commit: 'commit',
    compare: 'compare',
    branches: 'branches',
    'merge requests': 'pulls',
    'merge request': 'pull',
    'new merge request': 'pull/new',
    environments: 'deployments',
  },
  breaks: true,
  methods: ['merge', 'squash', 'rebase'],
  checks: checksBox,
  remarkAt: remarksOf,
  moments: reviewMoments,
  buttons: moreButtons,
  forms: reviewForm,
  acts: githubActs,
};
