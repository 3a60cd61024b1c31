// Two registries of the sandbox in a process of their own, with an image in the first.

import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '#runway/ports/log.js';
import type { BuiltContent } from '#runway/sandbox/examples/build-image.js';
import { pushImage } from '#runway/sandbox/examples/push-image.js';
import { startRegistry, type RunningRegistry } from '#runway/sandbox/registry/start-registry.js';
import { attend } from '../../process/attendant.ts';
import { type Asked, type Registries, REPOSITORY, USER } from './names.ts';

const TAG = '1.0.0';

interface Place {
  readonly dir: string;
  readonly password: string;
}

const running: RunningRegistry[] = [];
let place: Place | null = null;
let noted: Asked[] = [];

export const questions = {
  async open({
    dir,
    mebibytes,
  }: {
    readonly dir: string;
    readonly mebibytes: number;
  }): Promise<Registries> {
    const password = randomBytes(16).toString('hex');
    const [source, target] = [
      await start('source', { dir, password }),
      await start('target', { dir, password }),
    ];
    place = { dir, password };
    const { blobs, manifest, layer } = imageOf(mebibytes);
    await pushImage({
      url: source.url,
      credentials: { name: USER, password },
      repository: REPOSITORY,
      tag: TAG,
      image: { digest: manifest.digest, blobs, manifests: [manifest] },
    });
    const image = { digest: manifest.digest, layer: layer.digest, bytes: layer.bytes.length };
    return { source: source.url, target: target.url, password, image };
  },

  /**
   * Another target registry, which nobody has seen before: whoever remembers where a blob is would only have it
   * mounted there, and copy nothing.
   */
  async anew(): Promise<string> {
    if (place === null) throw new Error('no registry is open');
    return (await start('target', place)).url;
  },

  /** Whether the newest target registry has the manifest and the layer in this repository. */
  async holds(asked: { repository: string; digest: string; layer: string }): Promise<boolean> {
    const { repository, digest, layer } = asked;
    const store = running.at(-1)?.store;
    if (store === undefined) throw new Error('no registry is open');
    if ((await store.manifest(repository, digest)) === null) return false;
    return (await store.blobFile(repository, layer)) !== null;
  },

  /** What was asked since this was last asked for, in order. */
  async requests(): Promise<readonly Asked[]> {
    const since = noted;
    noted = [];
    return since;
  },
};

async function start(registry: Asked['registry'], at: Place): Promise<RunningRegistry> {
  const started = await startRegistry({
    dir: join(at.dir, `${registry}-${running.length}`),
    log: noting(registry),
    service: 'container_registry',
    style: registry === 'source' ? 'gitlab' : 'plain',
    users: [{ name: USER, password: at.password, access: 'admin' }],
  });
  running.push(started);
  return started;
}

function noting(registry: Asked['registry']): Log {
  const log: Log = {
    info(message, fields) {
      if (message !== 'registry request') return;
      const { method, path } = fields as unknown as { method: string; path: string };
      noted.push({ registry, method, path });
    },
    warn: () => undefined,
    error: () => undefined,
    with: () => log,
  };
  return log;
}

/** One layer that cannot be compressed, a configuration, a manifest. */
function imageOf(mebibytes: number) {
  const layer = content('application/vnd.oci.image.layer.v1.tar', randomBytes(mebibytes * 2 ** 20));
  const config = json('application/vnd.oci.image.config.v1+json', {
    os: 'linux',
    architecture: 'amd64',
    config: {},
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = json(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: named(config),
    layers: [named(layer)],
  });
  return { layer, blobs: [layer, config], manifest };
}

function named({ mediaType, digest, bytes }: BuiltContent) {
  return { mediaType, digest, size: bytes.length };
}

function json(mediaType: string, value: object): BuiltContent {
  return content(mediaType, Buffer.from(JSON.stringify(value)));
}

function content(mediaType: string, bytes: Buffer): BuiltContent {
  return { mediaType, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}

attend(questions, async () => {
  for (const registry of running) await registry.stop();
});
