// Small OCI images made by hand, and a registry that holds them.

import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { FindImageStore } from '../../../src/sandbox/images.ts';

export interface Entry {
  readonly name: string;
  readonly text?: string;
  readonly type?: 'file' | 'directory' | 'symlink' | 'link';
  readonly linkname?: string;
  readonly mode?: number;
}

export interface Recipe {
  readonly layers: readonly (readonly Entry[])[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: readonly string[];
  readonly workingDir?: string;
  /** Wrapped in an index that also offers another platform. */
  readonly index?: boolean;
  readonly architecture?: string;
  readonly layerType?: string;
}

export interface Registry {
  readonly find: FindImageStore;
  /** Gives the reference with digest. */
  push(repository: string, recipe: Recipe): Promise<string>;
}

const HOST = 'registry.example.test';

export function createRegistry(): Registry {
  const dir = mkdtempSync(join(tmpdir(), 'images-'));
  const manifests = new Map<string, { mediaType: string; bytes: Buffer }>();
  const blobs = new Map<string, string>();

  function blob(bytes: Buffer): { digest: string; size: number } {
    const digest = digestOf(bytes);
    const file = join(dir, digest.slice(7));
    writeFileSync(file, bytes);
    blobs.set(digest, file);
    return { digest, size: bytes.length };
  }

  function manifest(mediaType: string, content: object): string {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }));
    manifests.set(digestOf(bytes), { mediaType, bytes });
    return digestOf(bytes);
  }

  return {
    find: (image) =>
      image.startsWith(`${HOST}/`)
        ? {
            repository: image.slice(HOST.length + 1),
            store: {
              manifest: async (_, digest) => manifests.get(digest) ?? null,
              blobFile: async (_, digest) => blobs.get(digest) ?? null,
            },
          }
        : null,
    async push(repository, recipe) {
      const layers = [];
      for (const entries of recipe.layers) {
        const mediaType = recipe.layerType ?? 'application/vnd.oci.image.layer.v1.tar+gzip';
        layers.push({ mediaType, ...blob(gzipSync(await tar(entries))) });
      }
      const config = {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        ...blob(Buffer.from(JSON.stringify(configOf(recipe)))),
      };
      const one = manifest('application/vnd.oci.image.manifest.v1+json', { config, layers });
      const digest = recipe.index
        ? manifest('application/vnd.oci.image.index.v1+json', {
            manifests: [
              {
                digest: digestOf(Buffer.from('x')),
                platform: { os: 'linux', architecture: 'arm64' },
              },
              { digest: one, platform: { os: 'linux', architecture: 'amd64' } },
            ],
          })
        : one;
      return `${HOST}/${repository}@${digest}`;
    },
  };
}

/** Answers JSON with what the container was told; `/headers` and an echo on POST. */
export function webServer(version: string): Recipe {
  const script = `
    const { createServer } = require('node:http');
    const { K_SERVICE: service, K_REVISION: revision, PORT, GREETING: greeting } = process.env;
    const born = process.hrtime.bigint().toString();
    let sick = false;
    createServer((request, response) => {
      if (request.method === 'POST') return request.pipe(response);
      if (request.url === '/exit') process.exit(3);
      if (request.url === '/slow') return;
      if (request.url === '/sicken') sick = true;
      if (request.url === '/alive' && sick) response.statusCode = 500;
      if (request.url === '/broken') response.statusCode = 500;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ version: '${version}', service, revision, greeting, born, cwd: process.cwd() }));
    }).on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: echo\\r\\nConnection: Upgrade\\r\\n\\r\\n');
      socket.pipe(socket);
    }).listen(Number(PORT), () => console.log('listening as', revision));
  `;
  return {
    layers: [[{ name: 'app/server.js', text: script }]],
    entrypoint: ['node'],
    command: ['/app/server.js'],
    environment: ['GREETING=from the image'],
    workingDir: '/app',
    index: true,
  };
}

/** Speaks HTTP/2 without TLS and nothing else. */
export function http2Server(): Recipe {
  const script = `
    require('node:http2').createServer().on('stream', (stream, headers) => {
      stream.respond({ ':status': 200 });
      stream.write(headers[':method'] + ' ' + headers[':path'] + ' ');
      stream.pipe(stream);
    }).listen(Number(process.env.PORT));
  `;
  return {
    layers: [[{ name: 'app/server.js', text: script }]],
    entrypoint: ['node', '/app/server.js'],
  };
}

export function exitsAtStart(): Recipe {
  return {
    layers: [[{ name: 'app/server.js', text: "console.log('no database'); process.exit(1);" }]],
    entrypoint: ['node', 'server.js'],
    workingDir: '/app',
  };
}

function configOf(recipe: Recipe): object {
  return {
    os: 'linux',
    architecture: recipe.architecture ?? 'amd64',
    config: {
      Entrypoint: recipe.entrypoint ?? null,
      Cmd: recipe.command ?? null,
      Env: recipe.environment ?? [],
      WorkingDir: recipe.workingDir ?? '',
    },
  };
}

async function tar(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const { linkname, mode, name, text = '', type = 'file' } of entries) {
    const more = { ...(linkname && { linkname }), ...(mode && { mode }) };
    archive.entry({ name, type, ...more }, text);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
