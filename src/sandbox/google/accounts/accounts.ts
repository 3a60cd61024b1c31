// Service accounts: made, changed, removed, and when others know of them.

import { randomInt } from 'node:crypto';
import type { Project, Projects } from '../projects.ts';
import { defaultComputeAccount } from '../projects.ts';
import { CloudRefusal, invalid } from '../refusal.ts';
import type { StateFile } from '../state-file.ts';

export interface ServiceAccount {
  readonly project: string;
  /** 21 digits; never used again, not even for an account of the same name. */
  readonly uniqueId: string;
  readonly email: string;
  readonly displayName: string;
  readonly description: string;
  readonly disabled: boolean;
  /** Base64. */
  readonly etag: string;
}

export interface StoredAccount extends ServiceAccount {
  /** Milliseconds since 1970 from which other services know it. */
  readonly seenAt: number;
}

export interface NewAccount {
  readonly project: string;
  /** What stands before the `@`. */
  readonly id: string;
  readonly displayName?: string;
  readonly description?: string;
}

export type AccountChange = Partial<
  Pick<ServiceAccount, 'displayName' | 'description' | 'disabled'>
>;

export interface Accounts {
  /** Throws INVALID_ARGUMENT, ALREADY_EXISTS, and RESOURCE_EXHAUSTED at the project's quota. */
  create(wanted: NewAccount): ServiceAccount;
  /** By e-mail address or unique id. */
  get(named: string): ServiceAccount | null;
  /** Whether services other than IAM's own API know it yet. */
  seen(email: string): boolean;
  /** Of one project, by e-mail address. */
  list(project: string): readonly ServiceAccount[];
  /** Throws NOT_FOUND. */
  update(named: string, change: AccountChange): ServiceAccount;
  /** Throws NOT_FOUND. Policies go on naming it, as one that was deleted. */
  remove(named: string): ServiceAccount;
}

export interface AccountEvent {
  readonly type: 'created' | 'removed';
  readonly account: ServiceAccount;
}

export interface AccountsOptions {
  readonly file: StateFile<readonly StoredAccount[]>;
  readonly projects: Projects;
  /** Of accounts in one project. */
  readonly most: number;
  readonly nowMs: () => number;
  readonly delayMs: () => number;
  readonly tell: (event: AccountEvent) => void;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { file, nowMs, projects, tell } = options;
  const find = (named: string): StoredAccount | undefined =>
    file.read().find(({ email, uniqueId }) => email === named || uniqueId === named);
  const existing = (named: string): StoredAccount => {
    const found = find(named);
    if (found === undefined) throw unknownAccount();
    return found;
  };
  const put = (next: StoredAccount): void => {
    const others = file.read().filter(({ uniqueId }) => uniqueId !== next.uniqueId);
    file.write([...others, next].sort((a, b) => (a.email < b.email ? -1 : 1)));
  };
  return {
    create(wanted) {
      const project = projects.find(wanted.project);
      if (project === null) throw unknownAccount();
      const account = made(wanted, project, nowMs() + options.delayMs());
      checkRoom(account, file.read(), options.most);
      put(account);
      tell({ type: 'created', account });
      return account;
    },
    get: (named) => find(named) ?? null,
    seen: (email) => (find(email)?.seenAt ?? Number.POSITIVE_INFINITY) <= nowMs(),
    list: (project) => file.read().filter((account) => account.project === project),
    update(named, change) {
      const before = existing(named);
      const next = { ...before, ...change, etag: etag() };
      checkTexts(next);
      put(next);
      return next;
    },
    remove(named) {
      const account = existing(named);
      file.write(file.read().filter((other) => other !== account));
      tell({ type: 'removed', account });
      return account;
    },
  };
}

/** Each project is born with the account that its code runs as by default. */
export function firstAccounts(projects: readonly Project[]): readonly StoredAccount[] {
  return projects.map((project) => ({
    ...blank(project.id),
    email: defaultComputeAccount(project),
    displayName: 'Default compute service account',
    seenAt: 0,
  }));
}

function made(
  { description, displayName, id }: NewAccount,
  project: Project,
  seenAt: number,
): StoredAccount {
  checkId(id);
  const account = {
    ...blank(project.id),
    email: `${id}@${project.id}.iam.gserviceaccount.com`,
    displayName: displayName ?? '',
    description: description ?? '',
    seenAt,
  };
  checkTexts(account);
  return account;
}

function blank(project: string): Omit<StoredAccount, 'email' | 'seenAt'> {
  const digits = Array.from({ length: 20 }, () => randomInt(10)).join('');
  return {
    project,
    uniqueId: `1${digits}`,
    displayName: '',
    description: '',
    disabled: false,
    etag: etag(),
  };
}

/** https://cloud.google.com/iam/docs/reference/rest/v1/projects.serviceAccounts/create */
function checkId(id: string): void {
  if (id.length < 6 || id.length > 30) {
    throw invalid(`The account ID "${id}" does not have a length between 6 and 30.`);
  }
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])$/.test(id)) {
    throw invalid(
      `Invalid account ID "${id}". It must start with a lower-case letter, followed by lower-case letters, digits and hyphens, and not end with a hyphen.`,
    );
  }
}

function checkTexts({ description, displayName }: ServiceAccount): void {
  if (Buffer.byteLength(displayName) > 100) {
    throw invalid('The display name must not be longer than 100 bytes.');
  }
  if (Buffer.byteLength(description) > 256) {
    throw invalid('The description must not be longer than 256 bytes.');
  }
}

function checkRoom(account: ServiceAccount, all: readonly ServiceAccount[], most: number): void {
  const { email, project } = account;
  if (all.some((other) => other.email === email)) {
    const resourceName = `projects/${project}/serviceAccounts/${email}`;
    throw new CloudRefusal(
      'ALREADY_EXISTS',
      `Service account ${email.split('@')[0]} already exists within project projects/${project}.`,
      [{ '@type': 'type.googleapis.com/google.rpc.ResourceInfo', resourceName }],
    );
  }
  if (all.filter((other) => other.project === project).length >= most) {
    throw new CloudRefusal(
      'RESOURCE_EXHAUSTED',
      'Maximum number of service accounts on project reached.',
    );
  }
}

export function unknownAccount(): CloudRefusal {
  return new CloudRefusal('NOT_FOUND', 'Unknown service account');
}

function etag(): string {
  return Buffer.from(`0${randomInt(10_000_000, 100_000_000)}`).toString('base64');
}
