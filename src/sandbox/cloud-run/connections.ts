// The connections of the gRPC server, held by us, so that one can be cut as a broken line would cut it.

import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';

export interface Connections {
  readonly server: NetServer;
  /** By the peer as gRPC names it: `127.0.0.1:40000`. */
  readonly cut: (peer: string) => void;
  readonly cutAll: () => void;
}

/** Hands every connection to the gRPC server, which speaks TLS on it. */
export function acceptFor(grpc: GrpcServer, credentials: ServerCredentials): Connections {
  const open = new Map<string, Socket>();
  const injector = grpc.createConnectionInjector(credentials);
  const server = createServer((socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    open.set(peer, socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(peer));
    injector.injectConnection(socket);
  });
  return {
    server,
    cut: (peer) => void open.get(peer)?.resetAndDestroy(),
    cutAll() {
      for (const socket of open.values()) socket.destroy();
    },
  };
}
