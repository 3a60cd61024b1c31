// The hooks that answer a push in GitLab's words: refused on protected branches, else with a link to go on.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Lists of full ref names between spaces, set by the server for the user who pushes. */
export const CLOSED_REFS_VARIABLE = 'SANDBOX_CLOSED_REFS';
export const PROTECTED_REFS_VARIABLE = 'SANDBOX_PROTECTED_REFS';

const zero = '0'.repeat(40);

const script = `#!/bin/sh
refuse() { echo "GitLab: $1" >&2; exit 1; }
while read -r old new ref; do
  case " $${CLOSED_REFS_VARIABLE} " in
    *" $ref "*) refuse 'You are not allowed to push code to protected branches on this project.' ;;
  esac
  case " $${PROTECTED_REFS_VARIABLE} " in
    *" $ref "*) ;;
    *) continue ;;
  esac
  if [ "$new" = ${zero} ]; then
    refuse 'You can only delete protected branches using the web interface.'
  fi
  if [ "$old" != ${zero} ] && ! git merge-base --is-ancestor "$old" "$new"; then
    refuse 'You are not allowed to force push code to a protected branch on this project.'
  fi
done
exit 0
`;

/** Where a merge request is begun in the browser, without the branch's name. */
export const NEW_MERGE_REQUEST_VARIABLE = 'SANDBOX_NEW_MERGE_REQUEST';

const invitation = `#!/bin/sh
while read -r old new ref; do
  if [ "$old" != ${zero} ] || [ "$new" = ${zero} ]; then continue; fi
  case "$ref" in refs/heads/*) ;; *) continue ;; esac
  branch="\${ref#refs/heads/}"
  echo
  echo "To create a merge request for $branch, visit:"
  echo "  $${NEW_MERGE_REQUEST_VARIABLE}?source=$branch"
  echo
done
exit 0
`;

export async function writeHooks(repository: string): Promise<void> {
  await mkdir(join(repository, 'hooks'), { recursive: true });
  await writeFile(join(repository, 'hooks', 'pre-receive'), script, { mode: 0o755 });
  await writeFile(join(repository, 'hooks', 'post-receive'), invitation, { mode: 0o755 });
}
