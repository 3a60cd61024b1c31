// Headers of a request, one value each.

import type { FastifyRequest } from 'fastify';
import type { Header } from './forge-hooks.ts';

export function headersOf({ headers }: FastifyRequest): Header {
  return (name) => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
}
