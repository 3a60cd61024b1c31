// Who Runway is at Google, and as whom it may act.

import { fewAtOnce } from '../../ports/few-at-once.ts';
import { type Finding, looked, notApplicable, passed } from '../../ports/finding.ts';
import { accountOf, SELF, type Identity } from '../../ports/identity.ts';
import { deployAccount } from '../../resources/accounts.ts';
import type { ProgramName } from '../../resources/program.ts';
import type { Telling } from '../connect/connect.ts';
import { federationOf } from '../connect/google.ts';
import type { LoadedSettings } from '../settings.ts';
import type { Place, PlacedTarget } from './places.ts';
import { roomLinks } from './room-links.ts';

/** Of a program itself. */
export async function selfLink(
  loaded: LoadedSettings,
  { identities }: Telling,
  program: ProgramName,
): Promise<Finding> {
  const link = `identity of the ${program}`;
  const { google, cloudRun } = loaded.settings;
  if (program === 'reconciler' && cloudRun?.token !== undefined && google === undefined)
    return notApplicable(link, 'The settings give a token for Cloud Run.');
  return looked(link, async () => {
    await identities(program).accessToken(SELF);
    const federation = federationOf(program, loaded);
    return passed(link, `It is ${federation?.account ?? 'the account of this machine'}.`);
  });
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
    ...(await roomLinks({ loaded, telling, program: 'reconciler' }, place)),
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
