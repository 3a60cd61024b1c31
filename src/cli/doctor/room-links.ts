// How much room there is under Google's quotas.

import { createCloudRunLook } from '../../adapters/cloud-run/services-in.ts';
import { createAccountsLook } from '../../adapters/google-iam/accounts-in.ts';
import { createNewcomers } from '../../adapters/google/newcomers.ts';
import { fewAtOnce } from '../../ports/few-at-once.ts';
import { failed, type Finding, looked, passed } from '../../ports/finding.ts';
import { lookingAt, SELF } from '../../ports/identity.ts';
import type { ProgramName } from '../../resources/program.ts';
import type { Scope } from '../../resources/scope.ts';
import { systemClock } from '../clock.ts';
import type { Telling } from '../connect/connect.ts';
import { cloudRunConnection, iamConnection } from '../connect/google.ts';
import type { LoadedSettings } from '../settings.ts';
import type { Place } from './places.ts';

/**
 * Of services in a region.
 * https://cloud.google.com/run/quotas
 */
const SERVICES = 1_000;
/**
 * Of service accounts in a project, unless it was raised.
 * https://cloud.google.com/iam/quotas
 */
const ACCOUNTS = 100;
const NEARLY = 0.9;

/** Whose program looks. */
export interface Looker {
  readonly loaded: LoadedSettings;
  readonly telling: Telling;
  readonly program: ProgramName;
}

export async function roomLinks(looker: Looker, place: Place): Promise<readonly Finding[]> {
  return [...(await services(looker, place)), ...(await accounts(looker, place))];
}

function asWhom({ program }: Looker, scope: Scope) {
  return program === 'provisioner' ? SELF : lookingAt(scope);
}

async function services(looker: Looker, { name, scope }: Place): Promise<readonly Finding[]> {
  const { loaded, program } = looker;
  const { identities, calls } = looker.telling;
  const connection = await cloudRunConnection(loaded, identities(program));
  const newcomers = createNewcomers(systemClock);
  const count = createCloudRunLook({ ...connection, calls, newcomers });
  const { project, regions } = scope.runtime;
  return fewAtOnce(regions, (region) => {
    const link = `${name}: Cloud Run in ${region}`;
    return looked(link, async () => {
      const found = await count({ project, region, as: asWhom(looker, scope) });
      return room(link, `services in ${region} of ${project}`, { found, most: SERVICES });
    });
  });
}

async function accounts(looker: Looker, { name, scope }: Place): Promise<readonly Finding[]> {
  const { loaded, program } = looker;
  const link = `${name}: service accounts`;
  if (scope.identity === null) return [];
  const { identities, calls } = looker.telling;
  const newcomers = createNewcomers(systemClock);
  const connection = await iamConnection(loaded);
  const identity = identities(program);
  const count = createAccountsLook({ ...connection, identity, calls, newcomers });
  const { project } = scope.runtime;
  return [
    await looked(link, async () => {
      const found = await count(project, asWhom(looker, scope));
      return room(link, `service accounts in ${project}`, { found, most: ACCOUNTS });
    }),
  ];
}

function room(
  link: string,
  what: string,
  { found, most }: { readonly found: number; readonly most: number },
): Finding {
  const words = `${found} ${what}; Google's quota is ${most} unless it was raised.`;
  if (found < most * NEARLY) return passed(link, words);
  return failed(link, words, 'Have the quota raised before the next workload needs it.');
}
