// How failures speak of GitHub.

import { askingAs } from '../forge/errand.ts';

export const ask = askingAs({
  forge: 'GitHub',
  credential: 'the App',
  renew:
    "The App's id or private key is wrong, or the key was removed: give the bot those that stand in the App's settings.",
  always: 'every permission in docs/github.md, accepted where the App is installed',
});

/** What every errand in a project needs. */
export function needsIn(project: string): string {
  return `its App installed on ${project}`;
}
