// What GitLab decides otherwise than other forges.

import type { Rules } from '../../forge/model/rules.ts';
import { isDraft } from './draft.ts';
import { say } from './notes.ts';

export const gitlabRules: Rules = {
  forge: 'GitLab',
  draftBy: isDraft,
  async comment(world, scene, given) {
    const noted = await say(world, scene, given);
    return noted.kind === 'note' ? noted.note : null;
  },
};
