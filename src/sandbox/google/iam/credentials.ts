// IAM Credentials v1: tokens for a service account, to those who may act as it.

import type { Caller } from '../allow/members.ts';
import { CloudRefusal, invalid } from '../refusal.ts';
import { callerOf } from '../tokens/identities.ts';
import { deniedByIam } from './denied.ts';
import { type Body, type Call, type Method, text, texts } from './method.ts';

const ONE = '/v1/projects/{project}/serviceAccounts/{account}';
const LONGEST_SECONDS = 3600;

export const credentialsMethods: readonly Method[] = [
  {
    api: 'iam-credentials',
    id: 'projects.serviceAccounts.generateAccessToken',
    name: 'GenerateAccessToken',
    verb: 'POST',
    path: `${ONE}:generateAccessToken`,
    answer(call) {
      const { body, cloud } = call;
      const account = impersonated(call, 'iam.serviceAccounts.getAccessToken');
      if (texts(body, 'scope').length === 0) throw invalid('At least one scope must be specified.');
      const { endsAt, token } = cloud.lend(account, lifetimeOf(body));
      return { accessToken: token, expireTime: endsAt.toISOString().replace(/\.\d+Z$/, 'Z') };
    },
  },
  {
    api: 'iam-credentials',
    id: 'projects.serviceAccounts.generateIdToken',
    name: 'GenerateIdToken',
    verb: 'POST',
    path: `${ONE}:generateIdToken`,
    answer(call) {
      const { body, cloud } = call;
      const account = impersonated(call, 'iam.serviceAccounts.getOpenIdToken');
      const audience = text(body, 'audience');
      if (audience === '') throw invalid('The audience must be specified.');
      const includeEmail = body['includeEmail'] === true;
      return { token: cloud.signIdToken(account.email, audience, { includeEmail }) };
    },
  },
];

/** Each delegate must be allowed the next one, and the last one the account itself. */
function impersonated({ body, caller, cloud, path }: Call, permission: string): Caller {
  const { account = '', project = '' } = path;
  if (project !== '-') {
    throw invalid('The project must be the wildcard character -; replacing it is invalid.');
  }
  const delegates = texts(body, 'delegates').map((name) => name.split('/').at(-1) ?? '');
  const steps = [...delegates, account].map((named) => {
    const found = cloud.accounts.get(named);
    if (found === null || !cloud.accounts.seen(found.email)) throw unknown(named);
    return found;
  });
  const last = steps.reduce((from: Caller, to, index) => {
    const needed =
      index === steps.length - 1 ? permission : 'iam.serviceAccounts.implicitDelegation';
    if (!cloud.may(from, needed, `projects/${to.project}/serviceAccounts/${to.email}`)) {
      throw deniedByIam(needed);
    }
    if (to.disabled) {
      throw new CloudRefusal('FAILED_PRECONDITION', `Service account ${to.email} is disabled.`);
    }
    return callerOf(to.email);
  }, caller);
  return last;
}

/** Google says so whether or not the caller could have used it. */
function unknown(account: string): CloudRefusal {
  return new CloudRefusal('NOT_FOUND', `Not found; Gaia id not found for email ${account}`);
}

/** A duration in seconds: `3600s`. */
function lifetimeOf(body: Body): number {
  const given = text(body, 'lifetime') || `${LONGEST_SECONDS}s`;
  const seconds = /^\d+(\.\d+)?s$/.test(given) ? Number.parseFloat(given) : 0;
  if (seconds > 0 && seconds <= LONGEST_SECONDS) return seconds;
  throw invalid(
    `The token lifetime must be from 1 to ${LONGEST_SECONDS} seconds, but was '${given}'.`,
  );
}
