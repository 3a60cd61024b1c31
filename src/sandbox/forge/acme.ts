// The cast of the sandbox: who works at Acme, and what they may do where.

import type { Role } from './model/access.ts';
import type { UserSeed } from './model/seed.ts';

export const acmeUsers: readonly UserSeed[] = [
  { username: 'olga', name: 'Olga Petrova' },
  { username: 'alice', name: 'Alice Moreau' },
  { username: 'bob', name: 'Bob Okafor' },
  { username: 'mallory', name: 'Mallory Finch' },
  { username: 'runway', name: 'Runway', bot: true },
];

export const platformMembers: Readonly<Record<string, Role>> = {
  olga: 'maintainer',
  alice: 'developer',
  bob: 'developer',
  mallory: 'reporter',
  runway: 'maintainer',
};

/** Members of a service project: its owners, the platform's maintainer, the bot who reads, and who looks on. */
export function serviceMembers(...owners: readonly string[]): Record<string, Role> {
  return {
    olga: 'maintainer',
    mallory: 'reporter',
    runway: 'reporter',
    ...Object.fromEntries(owners.map((name): [string, Role] => [name, 'maintainer'])),
  };
}
