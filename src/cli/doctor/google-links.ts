// Who Runway is at Google, as whom it may act, and how much room there is.

import { createCloudRunLook } from '../../adapters/cloud-run/services-in.ts';
import { createAccountsLook } from '../../adapters/google-iam/accounts-in.ts';
import { createNewcomers } from '../../adapters/google/newcomers.ts';
import { fewAtOnce } from '../../ports/few-at-once.ts';
import { failed, type Finding, looked, notApplicable, passed } from '../../ports/finding.ts';
import { accountOf, lookingAt, SELF, type Identity } from '../../ports/identity.ts';
import { deployAccount } from '../../resources/accounts.ts';
import { systemClock } from '../clock.ts';
import type { Telling } from '../connect.ts';
import { cloudRunConnection, federationOf, iamConnection } from '../connect-google.ts';
import type { LoadedSettings } from '../settings.ts';
import type { Place, PlacedTarget } from './places.ts';

/** Of the programs themselves. */
export async function selfLinks(
  loaded: LoadedSettings,
  { identities }: Telling,
): Promise<readonly Finding[]> {
  const programs = ['reconciler', 'provisioner'] as const;
  return Promise.all(
    programs.map(async (program) => {
      const link = `identity of the ${program}`;
      const { google, cloudRun } = loaded.settings;
      if (program === 'reconciler' && cloudRun?.token !== undefined && google === undefined)
        return notApplicable(link, 'The settings give a token for Cloud Run.');
      if (program === 'provisioner' && google?.provisioner === undefined)
        return notApplicable(link, 'The settings name no other one than for the reconciler.');
      return looked(link, async () => {
        await identities(program).accessToken(SELF);
        const federation = federationOf(program, loaded);
        return passed(link, `It is ${federation?.account ?? 'the account of this machine'}.`);
      });
    }),
  );
}

/** Of one environment. */
export async function googleLinks(
  loaded: LoadedSettings,
  telling: Telling,
  place: Place,
): Promise<readonly Finding[]> {
  const identity = telling.identities('reconciler');
  return [
    ...(await impersonation(identity, place)),
    ...(await services(loaded, telling, place)),
    ...(await accounts(loaded, telling, place)),
  ];
}

async function impersonation(identity: Identity, place: Place): Promise<readonly Finding[]> {
  const { name, scope, provisioned } = place;
  const link = `${name}: account for plans`;
  if (scope.identity === null) {
    return [notApplicable(link, 'environment.yml names no `identity`: Runway acts as itself.')];
  }
  const { plans } = scope.identity;
  const act = async (as: string, email: string): Promise<Finding> =>
    looked(as, async () => {
      await identity.accessToken(accountOf(email));
      return passed(as, `Runway may act as ${email}.`);
    });
  const deploys = (one: PlacedTarget): Promise<Finding> =>
    act(`${one.target}: deploy account`, deployAccount(one.scope, one.target) ?? plans);
  return [await act(link, plans), ...(await fewAtOnce(provisioned, deploys))];
}

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

async function services(
  loaded: LoadedSettings,
  { identities, calls }: Telling,
  { name, scope }: Place,
): Promise<readonly Finding[]> {
  const connection = await cloudRunConnection(loaded, identities('reconciler'));
  const count = createCloudRunLook(connection, { calls, newcomers: createNewcomers(systemClock) });
  const { project, regions } = scope.runtime;
  return fewAtOnce(regions, (region) => {
    const link = `${name}: Cloud Run in ${region}`;
    return looked(link, async () => {
      const found = await count({ project, region, as: lookingAt(scope) });
      return room(link, `services in ${region} of ${project}`, { found, most: SERVICES });
    });
  });
}

async function accounts(
  loaded: LoadedSettings,
  { identities, calls }: Telling,
  { name, scope }: Place,
): Promise<readonly Finding[]> {
  const link = `${name}: service accounts`;
  if (scope.identity === null) return [];
  const newcomers = createNewcomers(systemClock);
  const identity = identities('reconciler');
  const connection = await iamConnection(loaded);
  const count = createAccountsLook({ ...connection, identity, calls, newcomers });
  const { project } = scope.runtime;
  return [
    await looked(link, async () => {
      const found = await count(project, lookingAt(scope));
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
