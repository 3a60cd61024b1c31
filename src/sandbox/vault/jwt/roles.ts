// The roles of a JWT mount.

import type { Call, Route } from '../call.ts';
import { VaultRefusal } from '../refusal.ts';
import type { Entries } from '../store/storage.ts';
import type { Limits, Token } from '../tokens/token.ts';
import { readConfig, writeConfig } from './config.ts';
import { login, type LoginOptions } from './login.ts';
import { limitsOf, roleIn, shownRole, writtenRole } from './role.ts';

/** A renewal asks the role anew; its token cannot outlive it. */
export function limitsNow(entries: Entries, { origin }: Token): Limits {
  const name = origin?.role ?? '';
  const role = roleIn(entries, name);
  if (role === null) throw new VaultRefusal(500, `role ${name} does not exist during renewal`);
  return limitsOf(role);
}

export function jwtRoutes(options: LoginOptions): readonly Route[] {
  const { entries } = options;
  const nameOf = ({ params }: Call): string => (params['name'] ?? '').toLowerCase();
  return [
    { path: /^login$/, open: true, write: (call) => login(options, call) },
    {
      path: /^config$/,
      read: () => readConfig(entries),
      write: (call) => writeConfig(entries, call),
    },
    { path: /^role$/, list: () => ({ data: { keys: entries.below('roles/') } }) },
    {
      path: /^role\/(?<name>[\w.-]+)$/,
      exists: (call) => roleIn(entries, nameOf(call)) !== null,
      read(call) {
        const role = roleIn(entries, nameOf(call));
        return role === null ? null : { data: shownRole(role) };
      },
      write(call) {
        const name = nameOf(call);
        entries.put(`roles/${name}`, writtenRole(roleIn(entries, name), call.data));
        return null;
      },
      remove(call) {
        entries.delete(`roles/${nameOf(call)}`);
        return null;
      },
    },
  ];
}
