// Found out before the merge: whether the accounts that copy secrets may do all that a copy takes.

import { Failure } from '../../ports/failure.ts';
import { deploying, lookingAt, type Principal, SELF } from '../../ports/identity.ts';
import { splitTarget } from '../../resources/address.ts';
import { notProvisioned } from '../../resources/not-provisioned.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Scope } from '../../resources/scope.ts';
import { secretPrefix } from '../../resources/secret-names.ts';
import { type Grant, grantsOf } from '../google/policy.ts';
import type { ProjectReader } from '../google/project-reader.ts';
import type { SecretsApi } from './client/api.ts';

export interface Rights {
  readonly api: Pick<SecretsApi, 'allowed'>;
  readonly projects: (as: Principal) => Pick<ProjectReader, 'allowed' | 'policy'>;
}

/** A secret that merging would write to. */
export interface Wanted {
  readonly resource: Resource<'Secret'>;
  /** Whether Secret Manager has it already, however empty. */
  readonly there: boolean;
}

const CREATE = 'secretmanager.secrets.create';

/** What copying one version takes, beside creating the secret. */
const COPYING: readonly string[] = [
  ...['get', 'update', 'getIamPolicy', 'setIamPolicy'].map((verb) => `secrets.${verb}`),
  ...['list', 'add', 'enable', 'disable', 'destroy'].map((verb) => `versions.${verb}`),
].map((right) => `secretmanager.${right}`);

/** In sentences with their cure; empty where nothing is missing, and where nothing can be found out. */
export async function lackingRights(
  rights: Rights,
  scope: Scope,
  wanted: readonly Wanted[],
): Promise<readonly string[]> {
  const missing = wanted.filter(({ there }) => !there).map(({ resource }) => resource);
  const words = await Promise.all([
    ...(missing.length > 0 ? [creating(rights, scope)] : []),
    ...missing.map((resource) => granted(rights, scope, resource)),
    ...wanted.filter(({ there }) => there).map(({ resource }) => copying(rights, scope, resource)),
  ]);
  return [...new Set(words.filter((word) => word !== null))];
}

/** Nobody can be let create one name alone, so the empty secret is made by the account that Runway runs as. */
async function creating(
  { projects }: Rights,
  { identity, runtime: { project } }: Scope,
): Promise<string | null> {
  const allowed = await projects(SELF).allowed(project, [CREATE]);
  if (allowed.includes(CREATE)) return null;
  const bot = identity?.bot ?? 'the account that Runway runs as';
  return `Runway may not create secrets in ${project}: grant ${bot} a role with ${CREATE} alone on that project.`;
}

/** Of what is there Secret Manager itself says what the deploy account may do. */
async function copying(
  { api }: Rights,
  scope: Scope,
  { target, spec }: Resource<'Secret'>,
): Promise<string | null> {
  const { project } = scope.runtime;
  const as = deploying(scope, target);
  try {
    const allowed = await api.allowed({ project, id: spec.secret, as }, COPYING);
    const lacking = COPYING.filter((right) => !allowed.includes(right));
    if (lacking.length === 0) return null;
    return notProvisioned(
      target,
      `${nameOf(as)} lacks ${lacking.join(', ')} on ${spec.secret} (${project}).`,
    );
  } catch (error) {
    const denied = error instanceof Failure && error.code === 'RUNWAY_IDENTITY_DENIED';
    if (!denied) throw error;
    return notProvisioned(target, error.message);
  }
}

/** Of what is not there yet it says nothing, so that the project's policy is read, by whoever may read it. */
async function granted(
  { projects }: Rights,
  scope: Scope,
  { target, spec }: Resource<'Secret'>,
): Promise<string | null> {
  const { project } = scope.runtime;
  const as = deploying(scope, target);
  if (as.type === 'self') return null;
  const policy = await unlessBlind(() => projects(lookingAt(scope)).policy(project));
  if (policy === null) return null;
  const grants = grantsOf(policy.bindings ?? [], as.email);
  if (grants.some((grant) => mayCopy(grant, spec.secret))) return null;
  const prefix = secretPrefix(splitTarget(target).workload);
  return notProvisioned(
    target,
    `${as.email} holds no role in ${project} for secrets that begin with ${prefix}.`,
  );
}

const ALL_OF_SECRETS: ReadonlySet<string> = new Set(['roles/secretmanager.admin', 'roles/owner']);

/** A role or a condition that somebody made may allow it: what cannot be told counts as allowed. */
function mayCopy({ role, condition }: Grant, secret: string): boolean {
  if (role.startsWith('roles/') && !ALL_OF_SECRETS.has(role)) return false;
  const [, prefix] =
    /^resource\.name\.startsWith\("projects\/[^/"]+\/secrets\/([^"]*)"\)$/.exec(
      condition?.expression ?? '',
    ) ?? [];
  return prefix === undefined || secret.startsWith(prefix);
}

async function unlessBlind<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    const blind =
      error instanceof Failure &&
      (error.code === 'RUNWAY_RUNTIME_DENIED' || error.code === 'RUNWAY_IDENTITY_DENIED');
    if (blind) return null;
    throw error;
  }
}

function nameOf(as: Principal): string {
  return as.type === 'account' ? as.email : 'Runway';
}
