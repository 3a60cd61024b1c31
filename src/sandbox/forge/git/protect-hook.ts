// The hooks that answer a push: refused on protected branches, else with a link to go on.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitWords } from '../model/rules.ts';

/** Lists of full ref names between spaces, set by the server for the user who pushes. */
export const CLOSED_REFS_VARIABLE = 'SANDBOX_CLOSED_REFS';
export const PROTECTED_REFS_VARIABLE = 'SANDBOX_PROTECTED_REFS';
/** Where a merge request is begun in the browser, without the branch's name. */
export const NEW_MERGE_REQUEST_VARIABLE = 'SANDBOX_NEW_MERGE_REQUEST';

const zero = '0'.repeat(40);

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const script = ({ closed, deletes, forced }: GitWords): string => `#!/bin/sh
refuse() { echo "$1" >&2; exit 1; }
while read -r old new ref; do
  case " $${CLOSED_REFS_VARIABLE} " in
    *" $ref "*) refuse ${quoted(closed)} ;;
  esac
  case " $${PROTECTED_REFS_VARIABLE} " in
    *" $ref "*) ;;
    *) continue ;;
  esac
  if [ "$new" = ${zero} ]; then
    refuse ${quoted(deletes)}
  fi
  if [ "$old" != ${zero} ] && ! git merge-base --is-ancestor "$old" "$new"; then
    refuse ${quoted(forced)}
  fi
done
exit 0
`;

const invited = ({ invitation }: GitWords): string => `#!/bin/sh
while read -r old new ref; do
  if [ "$old" != ${zero} ] || [ "$new" = ${zero} ]; then continue; fi
  case "$ref" in refs/heads/*) ;; *) continue ;; esac
  branch="\${ref#refs/heads/}"
  echo
  printf ${quoted(`${invitation}\\n`)} "$branch"
  echo "  $${NEW_MERGE_REQUEST_VARIABLE}$branch"
  echo
done
exit 0
`;

export async function writeHooks(repository: string, words: GitWords): Promise<void> {
  const folder = join(repository, 'hooks');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'pre-receive'), script(words), { mode: 0o755 });
  await writeFile(join(folder, 'post-receive'), invited(words), { mode: 0o755 });
}
