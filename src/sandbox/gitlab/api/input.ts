// The parameters of a request, from its path, query and body alike, as GitLab takes them.

import type { FastifyRequest } from 'fastify';
import { badParameter } from './refusal.ts';

export interface Input {
  has(name: string): boolean;
  raw(name: string): unknown;
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  integer(name: string): number | undefined;
  /** A list given as an array, or as text with commas. */
  list(name: string): string[] | undefined;
  objects(name: string): Input[];
  object(name: string): Input | null;
  /** Refuses with GitLab's sentence unless every one is given. */
  require(...names: string[]): void;
  /** Refuses a value that is not among these. */
  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined;
}

export function inputOf(request: FastifyRequest): Input {
  const body = isRecord(request.body) ? request.body : {};
  return input({
    ...nested(request.query as Record<string, unknown>),
    ...body,
    ...(request.params as Record<string, unknown>),
  });
}

/** `a[b][]=c`, as forms and queries write structure. */
export function nested(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const made: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of Object.entries(flat)) {
    const path = [...key.matchAll(/[^[\]]+|\[\]/g)].map(([part]) => part);
    for (const one of Array.isArray(value) ? value : [value]) place(made, path, one);
  }
  return made;
}

function input(values: Readonly<Record<string, unknown>>): Input {
  const text = (name: string): string | undefined => {
    const value = values[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  return {
    has: (name) => values[name] !== undefined,
    raw: (name) => values[name],
    text,
    flag(name) {
      const value = text(name);
      if (value === undefined || value === '') return undefined;
      if (/^(true|1|t|yes|on)$/i.test(value)) return true;
      if (/^(false|0|f|no|off)$/i.test(value)) return false;
      throw badParameter(`${name} is invalid`);
    },
    integer(name) {
      const value = text(name);
      if (value === undefined || value === '') return undefined;
      if (!/^-?\d+$/.test(value)) throw badParameter(`${name} is invalid`);
      return Number(value);
    },
    list(name) {
      const value = values[name];
      if (value === undefined || value === null) return undefined;
      const parts = Array.isArray(value) ? value.map(String) : (text(name) ?? '').split(',');
      return parts.map((part) => part.trim()).filter((part) => part !== '');
    },
    objects(name) {
      const value = values[name];
      return (Array.isArray(value) ? value : []).filter(isRecord).map(input);
    },
    object(name) {
      const value = values[name];
      return isRecord(value) ? input(value) : null;
    },
    require(...names) {
      const missing = names.filter((name) => values[name] === undefined);
      if (missing.length > 0)
        throw badParameter(missing.map((name) => `${name} is missing`).join(', '));
    },
    oneOf(name, allowed) {
      const value = text(name);
      if (value === undefined) return undefined;
      const found = allowed.find((one) => one === value);
      if (found === undefined) throw badParameter(`${name} does not have a valid value`);
      return found;
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function place(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', next, ...rest] = path;
  if (next === undefined) {
    into[key] = value;
    return;
  }
  if (next !== '[]') {
    if (!isRecord(into[key])) into[key] = Object.create(null);
    place(into[key] as Record<string, unknown>, [next, ...rest], value);
    return;
  }
  const list = Array.isArray(into[key]) ? (into[key] as unknown[]) : [];
  into[key] = list;
  const [field] = rest;
  if (field === undefined) {
    list.push(value);
    return;
  }
  const last = list.at(-1);
  // As Rack reads forms: a key that the last element has already begins a new element.
  const element =
    isRecord(last) && !(field in last) ? last : (Object.create(null) as Record<string, unknown>);
  if (element !== last) list.push(element);
  place(element, rest, value);
}
