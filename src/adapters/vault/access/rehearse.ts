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
  return [...(await wrongMount(hands, errand)), ...(await lackingRights(hands, errand, desired))];
}

/** Of KV version 1 there are no versions, and what its paths mean is something else. */
async function wrongMount(hands: Hands, { place, signal }: Errand): Promise<readonly string[]> {
  const { mount } = place;
  const path = `sys/internal/ui/mounts/${mount}/${place.path}`;
  const found = await hands.api.read({ login: hands.login(place), path }, signal).catch(denied);
  if (found === null) return [];
  const options = found['options'] as Data | null | undefined;
  if (textIn(found['type']) === 'kv' && options?.['version'] === '2') return [];
  return [`Vault’s mount ${mount} is not of KV version 2.`];
}

/** It is told only to who may do something below the mount, which the rights will say better. */
function denied(error: unknown): null {
  const { code } = error as { code?: unknown };
  if (code === 'RUNWAY_VAULT_DENIED') return null;
  throw error;
}

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
      : [`The role ${wanted.login.role} lacks ${missing.join(' and ')} on ${path} in Vault.`];
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
