// As whom a program asks Google, and where Google's APIs are.

import { readFile } from 'node:fs/promises';
import { createGoogleIdentity } from '../../adapters/google-identity/google-identity.ts';
import type { Federation } from '../../adapters/google-identity/source.ts';
import type { Connection } from '../../adapters/cloud-run/client/caller.ts';
import type { Connection as IamConnection } from '../../adapters/google-iam/client/connection.ts';
import type { Calls } from '../../ports/calls.ts';
import type { Identity } from '../../ports/identity.ts';
import type { ProgramName } from '../../resources/program.ts';
import { systemClock } from '../clock.ts';
import type { LoadedSettings } from '../settings.ts';

/** One for each program of a process: its tokens are kept for all that it connects to. */
export type Identities = (program: ProgramName) => Identity;

/** Asks nothing before the first call. */
export async function identitiesOf(loaded: LoadedSettings, calls: Calls): Promise<Identities> {
  const ca = await googleCa(loaded);
  const made = new Map<ProgramName, Identity>();
  return (program) => {
    const identity = made.get(program) ?? identityOf(program, loaded, { ...ca, calls });
    made.set(program, identity);
    return identity;
  };
}

function identityOf(
  program: ProgramName,
  loaded: LoadedSettings,
  own: { readonly calls: Calls; readonly ca?: string },
): Identity {
  const { sts, iamCredentials } = loaded.settings.google?.endpoints ?? {};
  const federation = federationOf(program, loaded);
  return createGoogleIdentity({
    ...own,
    clock: systemClock,
    endpoints: {
      ...(sts === undefined ? {} : { sts }),
      ...(iamCredentials === undefined ? {} : { iamCredentials }),
    },
    ...(federation === null ? {} : { federation }),
  });
}

/** Null: the program is the account that is attached to its machine. */
export function federationOf(program: ProgramName, loaded: LoadedSettings): Federation | null {
  const { identity, provisioner } = loaded.settings.google ?? {};
  const named = program === 'provisioner' ? (provisioner ?? identity) : identity;
  if (named === undefined) return null;
  return { ...named.federation, tokenFile: loaded.resolve(named.federation.tokenFile) };
}

/** Certificates for all of Google's APIs, as PEM text; empty: the system's. */
export async function googleCa(loaded: LoadedSettings): Promise<{ readonly ca?: string }> {
  const file = loaded.settings.google?.ca;
  return file === undefined ? {} : { ca: await readFile(loaded.resolve(file), 'utf8') };
}

/** Where IAM and Resource Manager are. */
export async function iamConnection(loaded: LoadedSettings): Promise<IamConnection> {
  const { iam, resourceManager } = loaded.settings.google?.endpoints ?? {};
  return {
    ...(await googleCa(loaded)),
    ...(iam === undefined ? {} : { iam }),
    ...(resourceManager === undefined ? {} : { resourceManager }),
  };
}

/** A token in the settings is used for every call; else each call is made as the account that it needs. */
export async function cloudRunConnection(
  loaded: LoadedSettings,
  identity: Identity,
): Promise<Connection> {
  const { endpoint, ca, token } = loaded.settings.cloudRun ?? {};
  return {
    ...(await googleCa(loaded)),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(ca === undefined ? {} : { ca: await readFile(loaded.resolve(ca), 'utf8') }),
    ...(token === undefined
      ? { token: identity.accessToken, rejected: identity.rejected }
      : { token: () => loaded.secret(token) }),
  };
}
