// The parameters of a request, from its path and query.

import type { FastifyRequest } from 'fastify';

export interface Input {
  text(name: string): string | undefined;
  integer(name: string): number | undefined;
  flag(name: string): boolean;
  /** Given as text with commas. */
  list(name: string): string[] | undefined;
}

export function inputOf(request: FastifyRequest): Input {
  const values: Readonly<Record<string, unknown>> = {
    ...(request.query as Record<string, unknown>),
    ...(request.params as Record<string, unknown>),
  };
  const text = (name: string): string | undefined => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    const one: unknown = Array.isArray(value) ? value[0] : value;
    return typeof one === 'string' && one !== '' ? one : undefined;
  };
  return {
    text,
    integer(name) {
      const value = text(name);
      return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
    },
    flag: (name) => /^(1|true)$/.test(text(name) ?? ''),
    list: (name) =>
      text(name)
        ?.split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
  };
}
