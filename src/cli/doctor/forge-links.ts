// The way to the forge: its API, its webhooks, and Git.

import { type Finding, looked, notChecked, passed } from '../../ports/finding.ts';
import type { Sha } from '../../ports/forge.ts';
import type { Connected } from '../connect/connect.ts';
import type { LoadedSettings } from '../settings.ts';

export async function forgeLinks(
  loaded: LoadedSettings,
  { examine, tryPush, world }: Connected,
): Promise<{ readonly findings: readonly Finding[]; readonly commit: Sha | null }> {
  const { defaultBranch } = world.settings;
  const bot = loaded.settings.server.url?.replace(/\/+$/, '') ?? null;
  const findings = await examine({ bot, now: world.clock.now() });
  let commit: Sha | null = null;
  const fetched = await looked('Git fetch', async () => {
    await world.repository.fetch();
    commit = await world.repository.head(defaultBranch);
    return commit === null
      ? notChecked('Git fetch', `There is no branch ${defaultBranch}.`, 'Push it, or name another.')
      : passed('Git fetch', `${defaultBranch} is at ${commit.slice(0, 8)}.`);
  });
  const pushed = await looked('Git push', async () => {
    if (commit === null)
      return notChecked('Git push', 'Nothing was fetched to try it with.', 'Mend the fetch first.');
    await tryPush(commit);
    return passed('Git push', 'The bot may push a branch; none was pushed.');
  });
  return { findings: [...findings, fetched, pushed], commit };
}
