// The calls about service accounts that we use.

import type { iam_v1 } from '@googleapis/iam';
import { allPages } from '../../google/pages.ts';
import type { IamPolicy } from './iam-policy.ts';
import type { IamCalls, Request } from './calls.ts';

export type WireAccount = iam_v1.Schema$ServiceAccount;

/** What people read of an account; the description says whose it is. */
export interface Texts {
  readonly displayName: string;
  readonly description: string;
}

/** Every method throws a Failure; an account that is not there is null. */
export interface AccountsApi {
  find(project: string, email: string): Promise<WireAccount | null>;
  /** All of a project. */
  list(project: string): Promise<readonly WireAccount[]>;
  create(project: string, id: string, texts: Texts): Promise<WireAccount>;
  describe(project: string, email: string, texts: Texts): Promise<void>;
  /** Absence is success. */
  remove(project: string, email: string): Promise<void>;
  policy(project: string, email: string): Promise<IamPolicy | null>;
  /** The same, but that its not being there is a Failure. */
  policyToChange(project: string, email: string): Promise<IamPolicy>;
  /** False: somebody else wrote in between. */
  setPolicy(project: string, email: string, change: AccountPolicy): Promise<boolean>;
  /** Which of the permissions the caller has on the account. */
  allowed(
    project: string,
    email: string,
    wished: readonly string[],
  ): Promise<readonly string[] | null>;
}

export interface AccountPolicy {
  readonly policy: IamPolicy;
  /** Accounts that it grants something to. */
  readonly members: readonly string[];
}

export function createAccountsApi(calls: IamCalls): AccountsApi {
  const { call, find } = calls;
  return {
    find: (project, email) =>
      find(
        reading({ project, email, verb: 'look at', right: 'get' }, ({ iam }, options) =>
          iam.projects.serviceAccounts.get({ name: nameOf(project, email) }, options),
        ),
      ),
    list: (project) =>
      allPages(`the service accounts of ${project}`, async (pageToken) => {
        const answer = await call(
          reading({ project, verb: 'list', right: 'list' }, ({ iam }, options) =>
            iam.projects.serviceAccounts.list(
              { name: `projects/${project}`, pageSize: 100, ...(pageToken && { pageToken }) },
              options,
            ),
          ),
        );
        return { items: answer.accounts ?? [], next: answer.nextPageToken };
      }),
    create: (project, id, texts) =>
      call({
        ...writing({ project, verb: 'create', what: id, right: 'create' }),
        send: ({ iam }, options) =>
          iam.projects.serviceAccounts.create(
            {
              name: `projects/${project}`,
              requestBody: { accountId: id, serviceAccount: { ...texts } },
            },
            options,
          ),
      }),
    ...onOne(calls),
  };
}

type OnOne = Omit<AccountsApi, 'find' | 'list' | 'create'>;

function onOne({ call, find, attempt }: IamCalls): OnOne {
  return {
    async describe(project, email, texts) {
      const requestBody = {
        serviceAccount: { ...texts },
        updateMask: 'displayName,description',
      };
      await call({
        ...writing({ project, email, verb: 'describe', right: 'update' }),
        send: ({ iam }, options) =>
          iam.projects.serviceAccounts.patch(
            { name: nameOf(project, email), requestBody },
            options,
          ),
      });
    },
    async remove(project, email) {
      await find({
        ...writing({ project, email, verb: 'remove', right: 'delete' }),
        send: ({ iam }, options) =>
          iam.projects.serviceAccounts.delete({ name: nameOf(project, email) }, options),
      });
    },
    policy: (project, email) => find(policyOf(project, email)),
    policyToChange: (project, email) => call(policyOf(project, email)),
    setPolicy(project, email, { policy, members }) {
      const request = writing({ project, email, verb: 'say who may use', right: 'setIamPolicy' });
      return attempt({
        ...request,
        about: { members, on: email },
        send: ({ iam }, options) =>
          iam.projects.serviceAccounts.setIamPolicy(
            {
              resource: nameOf(project, email),
              requestBody: { policy: policy as iam_v1.Schema$Policy },
            },
            options,
          ),
      });
    },
    async allowed(project, email, wished) {
      const answer = await find(
        reading({ project, email, verb: 'test rights on', right: 'get' }, ({ iam }, options) =>
          iam.projects.serviceAccounts.testIamPermissions(
            { resource: nameOf(project, email), requestBody: { permissions: [...wished] } },
            options,
          ),
        ),
      );
      return answer === null ? null : (answer.permissions ?? []);
    },
  };
}

function policyOf(project: string, email: string): Request<IamPolicy> {
  return reading(
    { project, email, verb: 'see who may use', right: 'getIamPolicy' },
    ({ iam }, options) =>
      iam.projects.serviceAccounts.getIamPolicy(
        { resource: nameOf(project, email), 'options.requestedPolicyVersion': 3 },
        options,
      ),
  );
}

interface Said {
  readonly project: string;
  readonly email?: string;
  readonly verb: string;
  readonly right: string;
  readonly what?: string;
}

type Plain = Omit<Request<never>, 'send'>;

function writing({ project, email, verb, right, what }: Said): Plain {
  const subject = what ?? email ?? `the service accounts of ${project}`;
  return {
    api: 'iam',
    type: 'write',
    project,
    doing: { verb, what: subject, right: `iam.serviceAccounts.${right}` },
    about: email === undefined ? { members: [] } : { members: [], on: email },
  };
}

function reading<T>(said: Said, send: Request<T>['send']): Request<T> {
  return { ...writing(said), type: 'read', send };
}

function nameOf(project: string, email: string): string {
  return `projects/${project}/serviceAccounts/${email}`;
}
