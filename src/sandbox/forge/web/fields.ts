// What a browser sends: path, query and form alike.

import type { FastifyRequest } from 'fastify';

export interface Fields {
  text(name: string): string | undefined;
  /** A box that was ticked says `true`. */
  flag(name: string): boolean;
}

export function fieldsOf(request: FastifyRequest): Fields {
  const body = typeof request.body === 'object' && request.body !== null ? request.body : {};
  const values: Readonly<Record<string, unknown>> = {
    ...(request.query as object),
    ...body,
    ...(request.params as object),
  };
  const text = (name: string): string | undefined => {
    const found = Object.hasOwn(values, name) ? values[name] : undefined;
    const value: unknown = Array.isArray(found) ? found.at(-1) : found;
    return typeof value === 'string' ? value : undefined;
  };
  return { text, flag: (name) => text(name) === 'true' };
}
