// Opens, or brings up to date, the merge request that ships a version.

import { setVersion } from '../../documents/edit-release.ts';
import { deploymentPath } from '../../documents/target-documents.ts';
import type { Outside } from '../../passes/outside.ts';
import { Failure } from '../../ports/failure.ts';
import type { MergeRequest } from '../../ports/forge.ts';
import { splitTarget, type Target } from '../../resources/address.ts';
import { EXIT, print } from '../exit.ts';
import { silentLog } from '../log.ts';
import { withSession } from '../connect/session.ts';
import { loadSettings } from '../settings.ts';
import { unknownTarget } from '../unknown-target.ts';

interface Wanted {
  readonly target: Target;
  readonly version: string;
}

export async function release(
  wanted: Wanted,
  { settings, json }: { readonly settings: string; readonly json: boolean },
): Promise<number> {
  const loaded = await loadSettings(settings);
  const opened = await withSession(loaded, silentLog, async (outside) => {
    const found = await open(outside, wanted);
    return found && { ...found, reference: outside.forge.reference(found.number) };
  });
  if (opened === null) {
    const text =
      `The default branch asks for ${wanted.version} in ${wanted.target} already; ` +
      '`runway status` says whether it serves.\n';
    print({ json, value: { ...wanted, mergeRequest: null }, text });
    return EXIT.done;
  }
  const { number, url, title, reference } = opened;
  print({
    json,
    value: { ...wanted, mergeRequest: { number, url, title } },
    text: `${reference} ${title}\n${url}\n`,
  });
  return EXIT.done;
}

async function open(outside: Outside, { target, version }: Wanted): Promise<MergeRequest | null> {
  const { repository, desired, branches, forge, settings } = outside;
  await repository.fetch();
  const parent = await repository.head(settings.defaultBranch);
  const path = deploymentPath(target);
  const text = parent === null ? null : await desired.text(parent, path);
  if (parent === null) throw new Error(`the branch ${settings.defaultBranch} does not exist`);
  if (text === null) {
    const because = `the default branch has no ${path}`;
    throw await unknownTarget(outside, { target, treeish: parent, because });
  }
  const { deployment } = await desired.target(parent, target);
  if (deployment === null) throw unusable(target, path);
  if (deployment.value.release.version === version) return null;

  const { environment, workload } = splitTarget(target);
  const branch = `runway/release/${environment}/${workload}`;
  const title = `Release ${workload} ${version} to ${environment}`;
  await branches.commit({
    branch,
    parent,
    expected: await repository.head(branch),
    files: new Map([[path, setVersion(text, version)]]),
    message: `feat(${environment}): release ${workload} ${version}\n`,
  });
  const body = `Ships ${workload} ${version} to ${environment}. The plan is in the comment below.`;
  return forge.propose({ branch, target: settings.defaultBranch, title, body });
}

function unusable(target: Target, path: string): Failure {
  return new Failure({
    code: 'RUNWAY_GIT_FAILED',
    message: `${path} on the default branch is invalid, so ${target} cannot be released.`,
    hint: 'Run `runway validate` in a clone and mend the file first.',
    retry: 'never',
  });
}
