// The provider of accounts and trust, over TLS, against the sandbox's IAM and Resource Manager.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGoogleIam, type IamKind } from '../../../src/adapters/google-iam/google-iam.ts';
import { createActAsCheck } from '../../../src/adapters/google-iam/may-act-as.ts';
import { createNewcomers } from '../../../src/adapters/google/newcomers.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { Failure } from '../../../src/ports/failure.ts';
import type { Identity } from '../../../src/ports/identity.ts';
import type { Provider } from '../../../src/ports/provider.ts';
import { memberOf } from '../../../src/resources/accounts.ts';
import { createFaults, type Faults } from '../../../src/sandbox/faults/faults.ts';
import { openCloud, type Cloud } from '../../../src/sandbox/google/cloud.ts';
import { startGoogleApis } from '../../../src/sandbox/google/iam/start.ts';
import { createAuthority } from '../../../src/sandbox/tls/authority.ts';
import { silent } from '../../sandbox/cloud-run/world.ts';
import { notedCalls } from '../../support/calls.ts';
import { BOT, OTHER_BOT } from '../../support/provisioned.ts';

export const PROJECT = 'acme-dev';
export const NUMBER = '123456789012';
export const PROVISIONER = 'provisioner@acme-runway.iam.gserviceaccount.com';

const ROLES = [
  'roles/iam.serviceAccountAdmin',
  'roles/iam.serviceAccountUser',
  'roles/resourcemanager.projectIamAdmin',
  'roles/run.admin',
  'roles/artifactregistry.admin',
];

export const SCOPE = {
  environment: 'dev',
  runtime: { kind: 'cloud-run', project: PROJECT, regions: ['us-east1'] },
  images: 'us-docker.pkg.dev/acme-dev',
  identity: { bot: BOT, plans: 'plans@acme-dev.iam.gserviceaccount.com' },
  vault: null,
} as const;

export interface IamWorld {
  readonly cloud: Cloud;
  readonly faults: Faults;
  /** Milliseconds since the epoch. */
  readonly time: { now: number };
  readonly provider: Provider<IamKind>;
  /** As after a restart: whatever a provider remembers is gone. */
  another(): Provider<IamKind>;
  /** One whose IAM nobody answers at. */
  unreachable(): { readonly token: string; readonly provider: Provider<IamKind> };
  /** Whether deploy accounts may act as runtime accounts, asked as the deploy accounts. */
  actAs(): Provider<never>;
  stop(this: void): Promise<void>;
}

export async function startIamWorld(): Promise<IamWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'iam-'));
  const time = { now: Date.parse('2026-11-28T12:00:00Z') };
  const now = (): Date => new Date(time.now);
  const cloud = openCloud({
    dir: join(dir, 'cloud'),
    projects: [
      { id: PROJECT, number: NUMBER },
      { id: 'acme-runway', number: '210987654321' },
    ],
    now,
  });
  for (const email of [BOT, OTHER_BOT, PROVISIONER])
    cloud.accounts.create({ project: 'acme-runway', id: email.split('@')[0] ?? '' });
  for (const role of ROLES) cloud.grant(`projects/${PROJECT}`, role, memberOf(PROVISIONER));
  const tls = await createAuthority(join(dir, 'tls'));
  const faults = createFaults();
  const apis = await startGoogleApis({ cloud, tls, dir: join(dir, 'apis'), log: silent, faults });
  const token = cloud.issue(PROVISIONER);
  const clock: Clock = { now, sleep: async (ms) => void (time.now += ms) };
  const another = (iam: string = apis.iam): Provider<IamKind> =>
    createGoogleIam({
      iam,
      resourceManager: apis.resourceManager,
      ca: tls.ca,
      identity: self(token),
      clock,
      log: silent,
      calls: notedCalls(),
      newcomers: createNewcomers(clock),
    });
  return {
    cloud,
    faults,
    time,
    provider: another(),
    another: () => another(),
    unreachable: () => ({ token, provider: another('https://localhost:1') }),
    actAs: () =>
      createActAsCheck({
        iam: apis.iam,
        resourceManager: apis.resourceManager,
        ca: tls.ca,
        identity: anybody(cloud),
        calls: notedCalls(),
        newcomers: createNewcomers(clock),
      }),
    async stop() {
      await apis.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Somebody who is nobody but themselves. */
function self(token: string): Identity {
  return {
    accessToken: async ({ type }) => {
      if (type !== 'self') throw new Error('the provisioner impersonates nobody');
      return token;
    },
    rejected: () => undefined,
    idToken: () => Promise.reject(new Error('the provisioner needs no token of an account')),
  };
}

/** Somebody whom every account trusts. */
function anybody(cloud: Cloud): Identity {
  return {
    accessToken: async (as) => {
      const email = as.type === 'self' ? BOT : as.email;
      if (cloud.accounts.get(email) !== null) return cloud.issue(email);
      throw new Failure({
        code: 'RUNWAY_IDENTITY_DENIED',
        message: `Runway may not act as ${email}.`,
        hint: 'Have it provisioned.',
        retry: 'never',
      });
    },
    rejected: () => undefined,
    idToken: () => Promise.reject(new Error('no API of Google takes an ID token')),
  };
}
