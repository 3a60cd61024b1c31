// IAM v1, as far as service accounts go.

import type { ServiceAccount } from '../accounts/accounts.ts';
import { unknownAccount } from '../accounts/accounts.ts';
import { CloudRefusal, invalid } from '../refusal.ts';
import { demand, deniedByIam } from './denied.ts';
import { type Call, type Method, object, text } from './method.ts';
import { testedPermissions, readPolicy, versionInQuery, writePolicy } from './policies.ts';

const ALL = '/v1/projects/{project}/serviceAccounts';
const ONE = `${ALL}/{account}`;

export const iamMethods: readonly Method[] = [
  method('create', 'CreateServiceAccount', `POST ${ALL}`, create),
  method('list', 'ListServiceAccounts', `GET ${ALL}`, list),
  method('get', 'GetServiceAccount', `GET ${ONE}`, (call) => shown(entered(call, 'get'))),
  method('patch', 'PatchServiceAccount', `PATCH ${ONE}`, patch),
  method('delete', 'DeleteServiceAccount', `DELETE ${ONE}`, (call) => {
    call.cloud.accounts.remove(entered(call, 'delete').email);
    return {};
  }),
  method('disable', 'DisableServiceAccount', `POST ${ONE}:disable`, switched('disable')),
  method('enable', 'EnableServiceAccount', `POST ${ONE}:enable`, switched('enable')),
  method('getIamPolicy', 'GetIamPolicy', `POST ${ONE}:getIamPolicy`, (call) =>
    readPolicy(call, nameOf(entered(call, 'getIamPolicy')), versionInQuery(call.query)),
  ),
  method('setIamPolicy', 'SetIamPolicy', `POST ${ONE}:setIamPolicy`, (call) => {
    const account = entered(call, 'setIamPolicy');
    // The policy's own service learns of a new account as late as every other.
    if (!call.cloud.accounts.seen(account.email)) throw unknownAccount();
    return writePolicy(call, nameOf(account));
  }),
  method('testIamPermissions', 'TestIamPermissions', `POST ${ONE}:testIamPermissions`, (call) =>
    testedPermissions(call, nameOf(existing(call))),
  ),
  method('keys.create', 'CreateServiceAccountKey', `POST ${ONE}/keys`, (call) => {
    demand(call, 'iam.serviceAccountKeys.create', nameOf(entered(call, 'get')));
    throw new CloudRefusal(
      'FAILED_PRECONDITION',
      'Key creation is not allowed on this service account.',
    );
  }),
];

/** `route` is written as `GET /v1/…`. */
function method(verb: string, name: string, route: string, answer: Method['answer']): Method {
  const [http, path = ''] = route.split(' ');
  const id = `projects.serviceAccounts.${verb}`;
  return { api: 'iam', id, name, verb: http as Method['verb'], path, answer };
}

function create(call: Call): object {
  const { body, cloud, path } = call;
  const project = path['project'] ?? '';
  demand(call, 'iam.serviceAccounts.create', `projects/${project}`);
  const account = object(body, 'serviceAccount');
  const made = cloud.accounts.create({
    project,
    id: text(body, 'accountId'),
    displayName: text(account, 'displayName'),
    description: text(account, 'description'),
  });
  return shown(made);
}

/** Twenty a page where the client does not say, and never more than a hundred. */
function list(call: Call): object {
  const { cloud, path, query } = call;
  const resource = `projects/${path['project']}`;
  demand(call, 'iam.serviceAccounts.list', resource);
  const all = cloud.accounts.list(cloud.projects.find(path['project'] ?? '')?.id ?? '');
  const after = Buffer.from(query.get('pageToken') ?? '', 'base64url').toString();
  const left = all.filter(({ email }) => email > after);
  const size = Math.min(Number(query.get('pageSize') ?? 0) || 20, 100);
  const accounts = left.slice(0, size);
  const last = accounts.at(-1);
  const more = last !== undefined && left.length > size;
  return {
    ...(accounts.length === 0 ? {} : { accounts: accounts.map(shown) }),
    ...(more ? { nextPageToken: Buffer.from(last.email).toString('base64url') } : {}),
  };
}

/** An account's texts, by an update mask that must name at least one of them. */
function patch(call: Call): object {
  const { body, cloud } = call;
  const { email, etag } = entered(call, 'update');
  const wished = object(body, 'serviceAccount');
  const fields = text(body, 'updateMask')
    .split(',')
    .map((field) => field.trim());
  const known = ['displayName', 'description', 'display_name'];
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) {
    throw invalid(
      unknown === ''
        ? 'The update mask must name the fields to change.'
        : `The field '${unknown}' of a service account cannot be changed.`,
    );
  }
  const given = text(wished, 'etag');
  if (given !== '' && given !== etag) {
    throw new CloudRefusal('ABORTED', 'There were concurrent changes to the service account.');
  }
  const title = fields.some((field) => field.startsWith('display'));
  return shown(
    cloud.accounts.update(email, {
      ...(title ? { displayName: text(wished, 'displayName') } : {}),
      ...(fields.includes('description') ? { description: text(wished, 'description') } : {}),
    }),
  );
}

function switched(verb: 'disable' | 'enable'): Method['answer'] {
  return (call) => {
    const { email } = entered(call, verb);
    call.cloud.accounts.update(email, { disabled: verb === 'disable' });
    return {};
  };
}

/** Throws PERMISSION_DENIED; NOT_FOUND only to those who may know. */
function entered(call: Call, verb: string): ServiceAccount {
  const { account = '', project = '' } = call.path;
  const permission = `iam.serviceAccounts.${verb}`;
  const owner = project === '-' ? projectIn(account) : project;
  demand(call, permission, `projects/${owner}/serviceAccounts/${account}`);
  return existing(call);
}

/** In `projects/-`, or in the project that it is of. */
function existing({ cloud, path }: Call): ServiceAccount {
  const { account = '', project = '' } = path;
  const found = cloud.accounts.get(account);
  if (found === null) throw unknownAccount();
  if (project !== '-' && cloud.projects.find(project)?.id !== found.project) {
    throw deniedByIam('iam.serviceAccounts.get');
  }
  return found;
}

/** Of an account that may not be there: `run-checkout@acme-dev.iam.gserviceaccount.com`. */
function projectIn(email: string): string {
  return /@([^.]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1] ?? '-';
}

function nameOf({ email, project }: ServiceAccount): string {
  return `projects/${project}/serviceAccounts/${email}`;
}

/** Empty fields are left out, as everywhere in Google's JSON. */
function shown(account: ServiceAccount): object {
  const { description, disabled, displayName, email, etag, project, uniqueId } = account;
  return {
    name: nameOf(account),
    projectId: project,
    uniqueId,
    email,
    ...(displayName === '' ? {} : { displayName }),
    etag,
    ...(description === '' ? {} : { description }),
    oauth2ClientId: uniqueId,
    ...(disabled ? { disabled } : {}),
  };
}
