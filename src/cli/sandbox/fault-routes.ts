// Setting, listing and clearing faults over the control address.

import type { FastifyInstance } from 'fastify';
import type { Faults } from '../../sandbox/faults/faults.ts';
import { readWish } from '../../sandbox/faults/read-wish.ts';

export const FAULT_ROUTES = {
  'POST /faults': 'lets requests fail: {"service", "method", "fault", "times", "share", "where"}',
  'GET /faults': 'faults that may still strike',
  'GET /faults/ID': 'one of them, also when it is used up',
  'DELETE /faults': 'clears them all',
  'DELETE /faults/ID': 'clears one',
};

export function faultRoutes(server: FastifyInstance, faults: Faults): void {
  server.post('/faults', async ({ body }, reply) => {
    const read = readWish(body, faults.parts());
    if ('wish' in read) return reply.code(201).send(faults.add(read.wish));
    return reply.code(400).send({ message: read.problems.join('\n'), problems: read.problems });
  });
  server.get('/faults', () => faults.list());
  server.delete('/faults', async (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  server.get<{ Params: { id: string } }>('/faults/:id', async ({ params }, reply) => {
    return faults.find(params.id) ?? reply.code(404).send(unknown(params.id));
  });
  server.delete<{ Params: { id: string } }>('/faults/:id', async ({ params }, reply) => {
    return faults.remove(params.id)
      ? reply.code(204).send()
      : reply.code(404).send(unknown(params.id));
  });
}

/** What every part can be told to do wrong, by the name of the part. */
export function describedParts(faults: Faults): object {
  return Object.fromEntries(
    faults.parts().map(({ service, about, effects, methods, where }) => [
      service,
      {
        about,
        faults: [...effects, 'delayMs'],
        where,
        methods: methods.map(({ name }) => name),
      },
    ]),
  );
}

function unknown(id: string): object {
  return { message: `There is no fault ${id}: GET /faults lists them.` };
}
