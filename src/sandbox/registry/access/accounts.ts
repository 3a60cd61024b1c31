// Who may do what with which repositories.

export type Access = 'read' | 'write' | 'admin';
export type RepositoryAction = 'pull' | 'push' | 'delete';

export interface Account {
  readonly name: string;
  /** `read` pulls, `write` pushes too, `admin` deletes and lists the catalog too. */
  readonly access: Access;
  /** Only repositories at or below this path; left out: all. */
  readonly prefix?: string;
}

export interface User extends Account {
  readonly password: string;
}

/** The accounts that a name and password open; empty when they are wrong. */
export type Authenticate = (
  name: string,
  password: string,
) => readonly Account[] | Promise<readonly Account[]>;

const actionsOf: Readonly<Record<Access, readonly RepositoryAction[]>> = {
  read: ['pull'],
  write: ['pull', 'push'],
  admin: ['pull', 'push', 'delete'],
};

export function authenticateAmong(users: readonly User[]): Authenticate {
  return (name, password) =>
    users.filter((user) => user.name === name && user.password === password);
}

export function allowedActions(
  accounts: readonly Account[],
  repository: string,
): readonly RepositoryAction[] {
  const allowed = accounts
    .filter(({ prefix }) => prefix === undefined || isWithin(repository, prefix))
    .flatMap(({ access }) => actionsOf[access]);
  return [...new Set(allowed)];
}

export function mayListCatalog(accounts: readonly Account[]): boolean {
  return accounts.some(({ access }) => access === 'admin');
}

/** `user:password` of an `Authorization: Basic` header, or null. */
export function basicCredentials(
  header: string | undefined,
): { name: string; password: string } | null {
  const match = /^Basic\s+(\S+)$/i.exec(header ?? '');
  if (match === null) return null;
  const text = Buffer.from(match[1] ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

function isWithin(repository: string, prefix: string): boolean {
  return repository === prefix || repository.startsWith(`${prefix}/`);
}
