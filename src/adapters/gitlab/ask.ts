// How failures speak of GitLab.

import { askingAs } from '../forge/errand.ts';

export const ask = askingAs({
  forge: 'GitLab',
  credential: "the bot's token",
  renew: 'The token has expired, was revoked or lacks the scope `api`: give the bot a new one.',
  always: 'a token with the scope `api`',
});
