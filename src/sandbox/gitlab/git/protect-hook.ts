// The hook that refuses pushes to protected branches in GitLab's words.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Lists of full ref names between spaces, set by the server for the user who pushes. */
export const closedRefsVariable = 'SANDBOX_CLOSED_REFS';
export const protectedRefsVariable = 'SANDBOX_PROTECTED_REFS';

const zero = '0'.repeat(40);

const script = `#!/bin/sh
refuse() { echo "GitLab: $1" >&2; exit 1; }
while read -r old new ref; do
  case " $${closedRefsVariable} " in
    *" $ref "*) refuse 'You are not allowed to push code to protected branches on this project.' ;;
  esac
  case " $${protectedRefsVariable} " in
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

export async function writeHook(repository: string): Promise<void> {
  await mkdir(join(repository, 'hooks'), { recursive: true });
  await writeFile(join(repository, 'hooks', 'pre-receive'), script, { mode: 0o755 });
}
