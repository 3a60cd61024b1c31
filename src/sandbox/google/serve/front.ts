// One TLS port for both ways to a Google API: gRPC, and JSON over HTTP.

import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer, type Server as TlsServer } from 'node:tls';
import { type Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';

export interface Tls {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

export interface Front {
  readonly server: TlsServer;
  /** By the peer as gRPC names it, `127.0.0.1:40000`: breaks its connection as a bad line would. */
  readonly cut: (peer: string) => void;
  readonly cutAll: () => void;
}

/**
 * gRPC clients offer HTTP/2 and nothing else; whoever offers HTTP/1.1 too, as browsers and curl do, gets that.
 */
export function createFront(grpc: GrpcServer, rest: HttpServer, { cert, key }: Tls): Front {
  const open = new Map<string, Socket>();
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
  const server = createServer({ cert, key, ALPNCallback: ({ protocols }) => chosen(protocols) });
  server.on('connection', (socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    open.set(peer, socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(peer));
  });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy());
    if (socket.alpnProtocol === 'h2') injector.injectConnection(socket);
    else rest.emit('connection', socket);
  });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return {
    server,
    cut: (peer) => void open.get(peer)?.resetAndDestroy(),
    cutAll() {
      for (const socket of open.values()) socket.destroy();
    },
  };
}

function chosen(protocols: readonly string[]): string | undefined {
  if (protocols.includes('http/1.1')) return 'http/1.1';
  return protocols.includes('h2') ? 'h2' : undefined;
}
