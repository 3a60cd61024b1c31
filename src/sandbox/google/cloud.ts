// What all of the sandbox's Google parts share: projects, accounts, tokens, policies, and who may do what.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AccountEvent, Accounts, ServiceAccount } from './accounts/accounts.ts';
import { createAccounts, firstAccounts } from './accounts/accounts.ts';
import { type Check, createCheck } from './allow/check.ts';
import type { Caller } from './allow/members.ts';
import {
  type Binding,
  type Condition,
  NO_POLICY,
  type Policy,
  type WishedPolicy,
} from './allow/policy.ts';
import { createPolicies, type Policies } from './allow/policies.ts';
import { createRoles } from './allow/roles.ts';
import type { Project, Projects } from './projects.ts';
import { createProjects, isServiceAgent, runServiceAgent } from './projects.ts';
import { openStateFile } from './state-file.ts';
import { createIdentities, type Identities } from './tokens/identities.ts';
import { newKey } from './tokens/signing.ts';

export interface CloudOptions {
  /** State and keys lie below it; opening it again carries on. One process at a time. */
  readonly dir: string;
  readonly projects: readonly Project[];
  readonly now?: () => Date;
  /** Milliseconds until a new account or a changed policy is felt; left out: at once. */
  readonly grantDelayMs?: number;
  readonly quotas?: {
    /** Left out: 100, as Google gives. */
    readonly serviceAccountsPerProject?: number;
  };
  /** Permissions of custom roles by full name: `projects/P/roles/X`. */
  readonly customRoles?: Readonly<Record<string, readonly string[]>>;
}

export interface Cloud extends Identities {
  readonly projects: Projects;
  readonly accounts: Accounts;
  readonly now: () => Date;
  /**
   * Resources are named as Google does, with the project's id or number: `projects/P`, `projects/P/secrets/S`,
   * `projects/P/locations/L/services/S`. Null is a caller without any credential. False for what has no project.
   */
  may(
    caller: Pick<Caller, 'member' | 'sets'> | null,
    permission: string,
    resource: string,
  ): boolean;
  /** Whether there is such a permission at all. */
  isPermission(name: string): boolean;
  /** As last written, felt or not. The same names as above; `projects/-/serviceAccounts/E` too. */
  policyOf(resource: string): Policy;
  /** Checks roles, members and conditions, not the caller. Throws a CloudRefusal. */
  setPolicy(resource: string, policy: WishedPolicy, etag?: string | null): Policy;
  /** To be called when the resource is removed. */
  dropPolicy(resource: string): void;
  /** Adds one member, where it is missing: for seeds and tests. */
  grant(resource: string, role: string, member: string, condition?: Condition): void;
  setGrantDelay(ms: number): void;
  /** Calls back for every account that comes or goes from now on; call what it returns to end that. */
  onAccounts(listener: (event: AccountEvent) => void): () => void;
}

/** Takes about 200 ms the first time: keys are made. */
export function openCloud(options: CloudOptions): Cloud {
  const delay = { ms: options.grantDelayMs ?? 0 };
  const listeners = new Set<(event: AccountEvent) => void>();
  const { accounts, check, identities, now, policies, projects } = openParts(options, {
    delayMs: () => delay.ms,
    tell: (event) => listeners.forEach((listener) => listener(event)),
  });
  const cloud: Cloud = {
    ...identities,
    projects,
    accounts,
    now,
    may: (caller, permission, resource) => check.may(caller, permission, { resource, policies }),
    isPermission: (name) => check.isPermission(name),
    policyOf: (resource) => policies.read(check.canonical(resource)),
    setPolicy: (resource, policy, etag) =>
      policies.write(check.canonical(resource), { ...policy, etag: etag ?? policy.etag ?? null }),
    dropPolicy: (resource) => policies.drop(check.canonical(resource)),
    grant(resource, role, member, condition) {
      const { bindings, etag } = cloud.policyOf(resource);
      if (bindings.some((binding) => grants(binding, role, member, condition))) return;
      const added = { role, members: [member], ...(condition === undefined ? {} : { condition }) };
      cloud.setPolicy(resource, { version: 3, bindings: [...bindings, added] }, etag);
    },
    setGrantDelay(ms) {
      delay.ms = ms;
    },
    onAccounts(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  for (const project of options.projects) seedAgents(cloud, project);
  return cloud;
}

interface Parts {
  readonly projects: Projects;
  readonly accounts: Accounts;
  readonly policies: Policies;
  readonly check: Check;
  readonly identities: Identities;
  readonly now: () => Date;
}

interface Outward {
  readonly delayMs: () => number;
  readonly tell: (event: AccountEvent) => void;
}

function openParts(options: CloudOptions, { delayMs, tell }: Outward): Parts {
  const { customRoles = {}, dir, quotas = {} } = options;
  const now = options.now ?? ((): Date => new Date());
  const nowMs = (): number => now().getTime();
  const projects = createProjects(options.projects);
  const accounts = createAccounts({
    file: openStateFile(join(dir, 'accounts.json'), () => firstAccounts(options.projects)),
    projects,
    most: quotas.serviceAccountsPerProject ?? 100,
    nowMs,
    delayMs,
    tell(event) {
      if (event.type === 'removed') forget(event.account, policies);
      tell(event);
    },
  });
  const known = (email: string): boolean =>
    accounts.seen(email) || isServiceAgent(email, projects.all());
  const check = createCheck({ roles: createRoles(customRoles), known, projects, accounts });
  const policies = createPolicies({
    file: openStateFile(join(dir, 'policies.json'), () => ({})),
    nowMs,
    delayMs,
    check: (next, before) => check.bindings(next, before),
  });
  const keys = openStateFile(join(dir, 'keys.json'), newKeys).read();
  const identities = createIdentities({ accounts, keys, nowMs });
  return { projects, accounts, policies, check, identities, now };
}

function newKeys(): { readonly seal: string; readonly google: string } {
  return { seal: randomBytes(32).toString('base64'), google: newKey() };
}

/** Policies go on naming what is gone, so that an account that takes its name inherits nothing. */
function forget({ email, project, uniqueId }: ServiceAccount, policies: Policies): void {
  policies.drop(`projects/${project}/serviceAccounts/${email}`);
  policies.rename(`serviceAccount:${email}`, `deleted:serviceAccount:${email}?uid=${uniqueId}`);
}

function grants(binding: Binding, role: string, member: string, condition?: Condition): boolean {
  const { condition: kept, members } = binding;
  return binding.role === role && members.includes(member) && isDeepStrictEqual(kept, condition);
}

/** As enabling the Cloud Run API does. */
function seedAgents(cloud: Cloud, project: Project): void {
  const resource = `projects/${project.id}`;
  if (cloud.policyOf(resource).etag !== NO_POLICY.etag) return;
  cloud.grant(resource, 'roles/run.serviceAgent', `serviceAccount:${runServiceAgent(project)}`);
}
