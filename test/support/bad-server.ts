// Servers that take a connection and then behave badly, on real sockets of this machine.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface BadServer {
  /** `127.0.0.1:41234`. */
  readonly host: string;
  /** How many connections it has taken. */
  taken(): number;
  close(): Promise<void>;
}

/** Accepts and never says a word. */
export function silentServer(): Promise<BadServer> {
  return serve(() => undefined);
}

/** Says `first` at once, and then one byte every 20 milliseconds without end. */
export function tricklingServer(first: string): Promise<BadServer> {
  return serve((socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  });
}

/** Listens and takes no connection: whoever comes waits for the handshake itself. */
export async function deafServer(): Promise<BadServer> {
  const listens = `
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port) + '\\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawn(process.execPath, ['-e', listens], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(said.toString());
  // What the kernel takes by itself is used up first.
  const sockets = Array.from({ length: 8 }, () =>
    connect({ port, host: '127.0.0.1' }).on('error', () => undefined),
  );
  await Promise.race(sockets.map((socket) => once(socket, 'connect')));
  return {
    host: `127.0.0.1:${port}`,
    taken: () => 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

/** The head of an answer whose body never comes to its end. */
export function head(type = 'application/json'): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: 1000000\r\n\r\n`;
}

/** Answers every request the same, and closes. */
export function answeringServer(answer: string): Promise<BadServer> {
  return serve((socket) => socket.end(`${answer}\r\nconnection: close\r\n\r\n`));
}

async function serve(behave: (socket: Socket) => void): Promise<BadServer> {
  const open = new Set<Socket>();
  let taken = 0;
  const server = createServer((socket) => {
    taken += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    socket.once('data', () => behave(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    taken: () => taken,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Milliseconds that something takes until it fails, and with what. */
export async function failing(
  work: () => Promise<unknown>,
): Promise<{ ms: number; error: unknown }> {
  const began = performance.now();
  const error = await work().then(
    () => new Error('it did not fail'),
    (failure: unknown) => failure,
  );
  return { ms: performance.now() - began, error };
}
