// Roles: who logs in, and with which policy.

import type { Making } from '../../../plan/plan.ts';
import type { Write } from '../../../ports/provider.ts';
import { movedOn, notOurs } from '../../../ports/refusals.ts';
import type { Observed } from '../../../resources/resource.ts';
import { accountEmail } from '../../../resources/accounts.ts';
import { canonical } from '../../../resources/canonical.ts';
import { managersRole } from '../../../resources/vault-names.ts';
import { byText } from '../../../resources/text-order.ts';
import type { Target } from '../../../resources/address.ts';
import { objectIn, textIn, textsIn, type Data } from '../client/answers.ts';
import type { Errand, Hands } from './hands.ts';
import { policiesOf, type NamedRole } from './names.ts';
import { inWords, unmarked } from './ownership.ts';
import { policyText } from './policies.ts';
import { fieldsOf, specIn, type LoginType } from './role-fields.ts';

export async function observeRoles(
  hands: Hands,
  errand: Errand,
  named: readonly NamedRole[],
): Promise<readonly Observed<'VaultRole'>[]> {
  const mounts = [...new Set(named.map(({ auth }) => auth))].sort(byText);
  const types = new Map<string, LoginType>();
  for (const auth of mounts) types.set(auth, await loginType(hands, errand, auth));
  const found = await Promise.all(
    named.map((one) =>
      observeRole(hands, errand, { named: one, login: types.get(one.auth) ?? { type: 'jwt' } }),
    ),
  );
  return found.filter((one) => one !== null);
}

async function observeRole(
  hands: Hands,
  errand: Errand,
  { login, named }: { readonly named: NamedRole; readonly login: LoginType },
): Promise<Observed<'VaultRole'> | null> {
  const { address, target, workload } = named;
  const fields = await roleFields(hands, errand, named);
  if (fields === null) return null;
  return {
    kind: 'VaultRole',
    address,
    target,
    region: null,
    owned: await isOurs(hands, errand, { fields, target, workload }),
    spec: specIn(fields, named, { login, place: errand.place }),
    health: { status: 'healthy' },
    facts: {},
  };
}

function roleFields(
  { api, login }: Hands,
  { place, signal }: Errand,
  role: Pick<NamedRole, 'auth' | 'name'>,
): Promise<Data | null> {
  return api.read({ login: login(place), path: pathOf(role) }, signal);
}

/**
 * A role has no room for a mark: it is ours when one of its policies is, so that a policy that somebody added is seen
 * and taken off again. Somebody may have removed the policy: then it counts who logs in, since the name alone may be
 * that of a role of others, the one for plans among them.
 */
async function isOurs(
  hands: Hands,
  errand: Errand,
  role: { readonly fields: Data; readonly target: Target; readonly workload: string },
): Promise<boolean> {
  const own = policiesOf(errand.scope, errand.place, role.workload).map(({ name }) => name);
  const named = textsIn(role.fields['token_policies']).filter((name) => own.includes(name));
  const ours = await Promise.all(
    named.map(async (name) => {
      const text = await policyText(hands, errand, name);
      if (text !== null) return unmarked(text).owner === role.target;
      return name === managersRole(errand.place, role.workload) || admitsItsOwn(errand, role);
    }),
  );
  return ours.some(Boolean);
}

/** Whether the workload's deploy account, and no other, logs in to it. */
function admitsItsOwn(
  { scope }: Errand,
  { fields, workload }: { readonly fields: Data; readonly workload: string },
): boolean {
  const { email } = objectIn(fields['bound_claims']) ?? {};
  const admitted = typeof email === 'string' ? [email] : textsIn(email);
  return admitted.join() === accountEmail(scope.runtime.project, workload, 'deploy');
}

export async function applyRole(
  hands: Hands,
  errand: Errand,
  { write, step }: { readonly write: Write; readonly step: Making<'VaultRole'> },
): Promise<void> {
  const { after, before } = step;
  const { spec, target } = after;
  const login = await loginType(hands, errand, spec.auth);
  const fields = await roleFields(hands, errand, spec);
  if (fields !== null) {
    const workload = target.split('/')[1] ?? '';
    const ours = await isOurs(hands, errand, { fields, target, workload });
    if (!ours && !write.adopt) throw notOurs(inWords(`role ${spec.name}`, target), 'adopt');
    const now = canonical(specIn(fields, spec, { login, place: errand.place }));
    if (now === canonical(spec)) return;
    if (now !== canonical(before?.spec ?? null))
      throw movedOn(inWords(`role ${spec.name}`, target), 'was changed');
  }
  const wanted = { login: hands.login(errand.place), path: pathOf(spec) };
  await hands.api.write(wanted, fieldsOf(spec, login), errand.signal);
  hands.log.info('vault role written', { target, role: spec.name });
}

export async function removeRole(
  hands: Hands,
  errand: Errand,
  { spec, target }: Observed<'VaultRole'>,
): Promise<void> {
  const fields = await roleFields(hands, errand, spec);
  if (fields === null) return;
  const workload = target.split('/')[1] ?? '';
  if (!(await isOurs(hands, errand, { fields, target, workload })))
    throw notOurs(inWords(`role ${spec.name}`, target), 'adopt');
  const wanted = { login: hands.login(errand.place), path: pathOf(spec) };
  await hands.api.remove(wanted, errand.signal);
  hands.log.info('vault role removed', { target, role: spec.name });
}

/** A mount with an OIDC client signs people on; every other takes signed tokens. */
async function loginType(
  { api, login, url }: Hands,
  { place, signal }: Errand,
  auth: string,
): Promise<LoginType> {
  if (auth === place.auth) return { type: 'jwt' };
  const config = await api.read({ login: login(place), path: `auth/${auth}/config` }, signal);
  if (textIn(config?.['oidc_client_id']) === '') return { type: 'jwt' };
  const page = `${url.replace(/\/+$/, '')}/ui/vault/auth/${auth}/oidc/callback`;
  // Where `vault login -method=oidc` listens.
  return { type: 'oidc', redirects: [page, 'http://localhost:8250/oidc/callback'] };
}

function pathOf({ auth, name }: Pick<NamedRole, 'auth' | 'name'>): string {
  return `auth/${auth}/role/${name}`;
}
