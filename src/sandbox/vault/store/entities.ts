// Who has logged in: one entity for each name behind an auth mount.

import { randomUUID } from 'node:crypto';
import type { Entries } from './storage.ts';

export interface Entity {
  readonly id: string;
  /** The auth mount's accessor. */
  readonly accessor: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Entities {
  /** Makes it at the first login, and keeps the newest metadata. */
  seen(who: Omit<Entity, 'id'>): Entity;
  find(id: string): Entity | null;
}

export function createEntities(entries: Entries): Entities {
  return {
    seen(who) {
      const alias = `aliases/${who.accessor}/${who.name}`;
      const id = (entries.get(alias) as string | null) ?? randomUUID();
      const entity: Entity = { ...who, id };
      entries.put(alias, id);
      entries.put(`entities/${id}`, entity);
      return entity;
    },
    find: (id) => entries.get(`entities/${id}`) as Entity | null,
  };
}
