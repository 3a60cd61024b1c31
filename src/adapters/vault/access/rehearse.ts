// What would keep the provisioner from writing, found before a merge.

import type { Resource } from '../../../resources/resource.ts';
import { textIn, textsIn, type Data } from '../client/answers.ts';
import type { Errand, Hands } from './hands.ts';

type Wanted = Resource<'VaultPolicy' | 'VaultRole'>;

export async function rehearseAccess(
  hands: Hands,
  errand: Errand,
  desired: readonly Wanted[],
): Promise<readonly string[]> {
  if (desired.length === 0) return [];
  const lacking = await lackingRights(hands, errand, desired);
  return [...(await wrongMount(hands, errand, lacking)), ...lacking];
}

/** Of KV version 1 there are no versions, and what its paths mean is something else. */
async function wrongMount(
  { api, login }: Hands,
  { place, signal }: Errand,
  lacking: readonly string[],
): Promise<readonly string[]> {
  const { mount } = place;
  const path = `sys/internal/ui/mounts/${mount}/${place.path}`;
  const found = await api.read({ login: login(place), path }, signal).catch(denied);
  if (found === null) {
    // A mount is shown to whoever may do something below it, so one that is not shown then is not there.
    return lacking.length === 0 ? [`Vault has no mount ${mount}.`] : [];
  }
  const options = found['options'] as Data | null | undefined;
  if (textIn(found['type']) === 'kv' && options?.['version'] === '2') return [];
  return [`Vault’s mount ${mount} is not of KV version 2.`];
}

function denied(error: unknown): null {
  const { code } = error as { code?: unknown };
  if (code === 'RUNWAY_VAULT_DENIED') return null;
  throw error;
}

const AND = new Intl.ListFormat('en');

async function lackingRights(
  { api, login }: Hands,
  { place, signal }: Errand,
  desired: readonly Wanted[],
): Promise<readonly string[]> {
  const needed = new Map(desired.flatMap(needs));
  const wanted = { login: login(place), path: 'sys/capabilities-self' };
  const found = await api.write(wanted, { paths: [...needed.keys()] }, signal);
  return [...needed].flatMap(([path, wants]) => {
    const may = textsIn(found?.[path]);
    const missing = wants.filter((each) => !may.includes(each) && !may.includes('root'));
    return missing.length === 0
      ? []
      : [`The role ${wanted.login.role} lacks ${AND.format(missing)} on ${path} in Vault.`];
  });
}

/** A policy is always updated; the others are created where they are not there. */
function needs(resource: Wanted): readonly (readonly [path: string, wants: readonly string[]])[] {
  if (resource.kind === 'VaultRole') {
    const { auth, name } = resource.spec;
    return [[`auth/${auth}/role/${name}`, ['create', 'read', 'update', 'delete']]];
  }
  const { name, placeholder } = resource.spec;
  const policy = [`sys/policies/acl/${name}`, ['read', 'update', 'delete']] as const;
  if (placeholder === null) return [policy];
  const [mount = '', ...rest] = placeholder.split('/');
  return [
    policy,
    [`${mount}/data/${rest.join('/')}`, ['create']],
    [`${mount}/metadata/${rest.join('/')}`, ['read', 'delete']],
  ];
}
