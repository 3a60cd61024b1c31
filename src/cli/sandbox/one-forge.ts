// A sandbox's folder belongs to the forge that it was made for.

import { join } from 'node:path';
import { Failure } from '../../ports/failure.ts';
import { type ForgeKind, forgeKinds, forgeNames } from '../../sandbox/acme/forge.ts';
import { isFolder } from '../folder.ts';

/** Throws RUNWAY_SETTINGS_INVALID when another forge's projects are in the folder. */
export function mustBeFor(dir: string, kind: ForgeKind): void {
  const there = forgeKinds.find((each) => each !== kind && isFolder(join(dir, each)));
  if (there === undefined) return;
  throw new Failure({
    code: 'RUNWAY_SETTINGS_INVALID',
    message: `${dir} holds a sandbox with ${forgeNames[there]}, not with ${forgeNames[kind]}.`,
    hint: `Write --forge ${there} to go on with it, or name another folder.`,
    retry: 'never',
  });
}
