// The provider of copies of secrets, through Google's own client, on the sandbox's Secret Manager.

import { randomBytes } from 'node:crypto';
import { createNewcomers } from '../../../src/adapters/google/newcomers.ts';
import { createMemoryVault } from '../../../src/adapters/memory/vault.ts';
import { createSecretManager } from '../../../src/adapters/secret-manager/secret-manager.ts';
import { isMaking, type Plan } from '../../../src/plan/plan.ts';
import { planTarget } from '../../../src/plan/plan-target.ts';
import type { Principal } from '../../../src/ports/identity.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import type { Resource } from '../../../src/resources/resource.ts';
import type { Scope } from '../../../src/resources/scope.ts';
import { callerOf } from '../../../src/sandbox/google/tokens/identities.ts';
import { account, type Ground, grant, PROJECT, tokenOf } from '../../sandbox/google/callers.ts';
import { PARENT, startWorld, type World } from '../../sandbox/secret-manager/world.ts';
import { notedCalls } from '../../support/calls.ts';
import { type Line, recordingLog } from '../../support/recording-log.ts';
import { vaultPlace as place } from '../../support/vault-place.ts';

const { signal } = new AbortController();
const ID = 'checkout__API_KEY';

export const NAME = `${PARENT}/secrets/${ID}`;

export interface SecretsWorld {
  readonly world: World;
  readonly scope: Scope;
  /** E-mail addresses. */
  readonly accounts: { readonly bot: string; readonly plans: string; readonly run: string };
  readonly lines: readonly Line[];
  readonly provider: Provider<'Secret'>;
  /** As after a restart: whatever a provider remembers is gone. */
  another(this: void): Provider<'Secret'>;
  /** Writes a further version in Vault, and answers with its value. */
  write(this: void, name?: string): string;
  plan(this: void, version: number, by?: Provider<'Secret'>): Promise<Plan>;
  apply(this: void, version: number, by?: Provider<'Secret'>): Promise<void>;
  /** Takes a copy out of use, as a plan says it: `destroyed`, or disabled. */
  retire(this: void, number: string, after: string, by?: Provider<'Secret'>): Promise<void>;
}

export async function startSecretsWorld(): Promise<SecretsWorld> {
  const world = await startWorld();
  const { ground } = world;
  const accounts = {
    bot: account(ground, 'runway-bot'),
    plans: account(ground, 'runway-plans'),
    run: account(ground, 'run-checkout'),
  };
  grantAll(ground, accounts);
  const vault = createMemoryVault();
  const lines: Line[] = [];
  const clock = { now: () => new Date(ground.clock.at), sleep: async () => undefined };
  const another = (): Provider<'Secret'> =>
    createSecretManager({
      endpoint: world.manager.endpoint,
      ca: ground.tls.ca,
      identity: {
        accessToken: async (as) => tokenOf(ground, as.type === 'self' ? accounts.bot : as.email),
        rejected: () => undefined,
      },
      projects: (as) => projectsAs(ground, accounts.bot, as),
      vault: vault.vault,
      clock,
      log: recordingLog(lines),
      calls: notedCalls(),
      newcomers: createNewcomers(clock),
    });
  const provider = another();
  const scope: Scope = {
    environment: 'dev',
    runtime: { kind: 'cloud-run', project: PROJECT.id, regions: ['us-east1'] },
    images: 'us-docker.pkg.dev/acme-dev',
    identity: { bot: accounts.bot, plans: accounts.plans },
    vault: place,
    workload: 'checkout',
  };
  const wanted = (version: number) => secretOf(version, accounts.run);
  const carryOut = (steps: readonly unknown[], by: Provider<'Secret'>): Promise<void> => {
    const on = { scope, target: 'dev/checkout', region: null, marks: {}, before: null };
    return by.apply({ ...on, adopt: false, steps } as Parameters<typeof by.apply>[0], signal);
  };
  const plan: SecretsWorld['plan'] = async (version, by = provider) =>
    planTarget({
      target: 'dev/checkout',
      intent: 'wanted',
      desired: [wanted(version)],
      observed: await by.observe(scope, [wanted(version)], signal),
      tried: new Set(),
      surplus: 'left',
      adopt: false,
    });
  return {
    world,
    scope,
    accounts,
    lines,
    provider,
    another,
    plan,
    write(name = 'API_KEY') {
      const value = randomBytes(12).toString('hex');
      vault.world.write({ place, workload: 'checkout', name }, value);
      ground.clock.at += 60_000;
      return value;
    },
    async apply(version, by = provider) {
      await carryOut((await plan(version, by)).waves.flat().filter(isMaking), by);
    },
    async retire(number, after, by = provider) {
      const [before = null] = await by.observe(scope, [wanted(1)], signal);
      const difference = { path: `copies.${number}`, before: 'version', after };
      const step = { ...wanted(1), action: 'update', before, after: wanted(1), effects: [] };
      const standing = { state: 'ready' };
      await carryOut([{ ...step, differences: [difference], standing }], by);
    },
  };
}

/** `API_KEY` of checkout, for the account that runs it. */
export function secretOf(version: number, run: string, name = 'API_KEY'): Resource<'Secret'> {
  return {
    kind: 'Secret',
    address: `dev/checkout/Secret/${name}`,
    target: 'dev/checkout',
    region: null,
    spec: {
      name,
      secret: `checkout__${name}`,
      source: `runway/env/dev/service/checkout/${name}`,
      version,
      readers: [`serviceAccount:${run}`],
    },
  };
}

/** What the installation page asks for, and what the provisioner gives a deploy account. */
function grantAll(ground: Ground, { bot, plans }: SecretsWorld['accounts']): void {
  const deploy = account(ground, 'dep-checkout');
  grant(ground, { role: 'roles/secretmanager.viewer', to: plans, on: PARENT });
  ground.cloud.grant(PARENT, 'roles/secretmanager.admin', `serviceAccount:${bot}`, {
    title: 'creates empty secrets',
    expression: 'resource.type != "secretmanager.googleapis.com/SecretVersion"',
  });
  ground.cloud.grant(PARENT, 'roles/secretmanager.admin', `serviceAccount:${deploy}`, {
    title: 'own secrets',
    expression: `resource.name.startsWith("projects/${PROJECT.number}/secrets/checkout__")`,
  });
}

function projectsAs(
  { cloud }: Ground,
  bot: string,
  as: Principal,
): ReturnType<Parameters<typeof createSecretManager>[0]['projects']> {
  const caller = callerOf(as.type === 'self' ? bot : as.email);
  return {
    allowed: async (project, wished) =>
      wished.filter((right) => cloud.may(caller, right, `projects/${project}`)),
    policy: async (project) => ({
      bindings: cloud
        .policyOf(`projects/${project}`)
        .bindings.map((one) => ({ ...one, members: [...one.members] })),
    }),
  };
}
