// Ends the connections that clients keep open, so that a stop does not wait for them.

import type { FastifyInstance } from 'fastify';

const LOOK_EVERY_MS = 50;

/**
 * At a stop Node closes what is idle at that moment, and looks no more: an answer just going out leaves its connection
 * open for Fastify's 72 seconds, and a request that trickles in stays for ever. What is under way gets `patienceMs`.
 */
export function letGo(server: FastifyInstance, patienceMs: number): void {
  server.addHook('preClose', (done) => {
    const http = server.server;
    const looking = setInterval(() => http.closeIdleConnections(), LOOK_EVERY_MS).unref();
    const over = setTimeout(() => http.closeAllConnections(), patienceMs).unref();
    http.once('close', () => {
      clearInterval(looking);
      clearTimeout(over);
    });
    done();
  });
}
