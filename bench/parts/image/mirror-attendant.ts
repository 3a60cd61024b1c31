// The bot's side of a copy, in a process of its own; and the same bytes moved with nothing around them.

import { request, type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { createCalls } from '#runway/adapters/calls/calls.js';
import { createRegistryClient, type RegistryClient } from '#runway/adapters/registry/client.js';
import { endpointsByPrefix } from '#runway/adapters/registry/endpoint.js';
import { mirror } from '#runway/adapters/registry/mirror/mirror.js';
import { systemClock } from '#runway/cli/clock.js';
import { silentLog } from '#runway/cli/log.js';
import { attend } from '../../process/attendant.ts';
import { type Registries, REPOSITORY, USER } from './names.ts';

const SOURCE = `registry.acme.dev/${REPOSITORY}`;

export interface Mirrored {
  readonly ms: number;
  readonly outcome: 'unchanged' | 'copied';
}

let kept: RegistryClient | null = null;

export const questions = {
  /** With a client of its own, so that nothing is known of where blobs are. The next `again` uses the same. */
  async copy(asked: {
    readonly registries: Registries;
    readonly repository: string;
  }): Promise<Mirrored> {
    kept = clientOf(asked.registries);
    return mirrored(kept, asked.registries.image.digest, asked.repository);
  },

  async again(asked: {
    readonly registries: Registries;
    readonly repository: string;
  }): Promise<Mirrored> {
    if (kept === null) throw new Error('nothing was copied before');
    return mirrored(kept, asked.registries.image.digest, asked.repository);
  },

  /** The layer alone, piped from one registry to the other: no digest is checked, nothing is asked before. */
  async bytes(asked: {
    readonly registries: Registries;
    readonly repository: string;
  }): Promise<number> {
    const { registries, repository } = asked;
    const started = performance.now();
    await pipeLayer(registries, repository);
    return performance.now() - started;
  },

  /** One HEAD by hand, with a token that is there already. */
  async head(asked: {
    readonly registries: Registries;
    readonly repository: string;
  }): Promise<number> {
    const { registries, repository } = asked;
    const { target, image } = registries;
    const authorization = await token(target, registries, `repository:${repository}:pull`);
    const headers = { authorization, accept: 'application/vnd.oci.image.manifest.v1+json' };
    const url = `${target}/v2/${repository}/manifests/${image.digest}`;
    const started = performance.now();
    const answer = await fetch(url, { method: 'HEAD', headers });
    if (answer.status !== 200) throw new Error(`HEAD was answered with ${answer.status}`);
    return performance.now() - started;
  },
};

async function mirrored(
  client: RegistryClient,
  digest: string,
  repository: string,
): Promise<Mirrored> {
  const target = `us-docker.pkg.dev/${repository}`;
  const wanted = { source: SOURCE, target, digest: digest as `sha256:${string}` };
  const started = performance.now();
  const { type: outcome } = await mirror(client, wanted, new AbortController().signal);
  return { ms: performance.now() - started, outcome };
}

function clientOf({ source, target, password }: Registries): RegistryClient {
  const login = { username: USER, password: async () => password };
  return createRegistryClient({
    resolve: endpointsByPrefix({
      'registry.acme.dev': { url: source, ...login },
      'us-docker.pkg.dev': { url: target, ...login },
    }),
    log: silentLog,
    calls: createCalls({ clock: systemClock }),
  });
}

async function pipeLayer(registries: Registries, repository: string): Promise<void> {
  const { source, target, image } = registries;
  const read = await token(source, registries, `repository:${REPOSITORY}:pull`);
  const write = await token(target, registries, `repository:${repository}:pull,push`);
  const begun = await fetch(`${target}/v2/${repository}/blobs/uploads/`, {
    method: 'POST',
    headers: { authorization: write },
  });
  const place = new URL(begun.headers.get('location') ?? '', target);
  place.searchParams.set('digest', image.layer);
  const blob = await answerTo(`${source}/v2/${REPOSITORY}/blobs/${image.layer}`, {
    authorization: read,
  });
  await new Promise<void>((resolve, reject) => {
    const put = request(place, {
      method: 'PUT',
      headers: { authorization: write, 'content-length': String(image.bytes) },
    });
    put.once('error', reject);
    put.once('response', (response) => {
      response.resume();
      if (response.statusCode === 201) resolve();
      else reject(new Error(`the layer was answered with ${response.statusCode}`));
    });
    pipeline(blob, put).catch(reject);
  });
}

function answerTo(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = request(url, { headers }, resolve);
    get.once('error', reject);
    get.end();
  });
}

/** As the registry's own challenge says where to get one. */
async function token(url: string, { password }: Registries, scope: string): Promise<string> {
  const basic = `Basic ${Buffer.from(`${USER}:${password}`).toString('base64')}`;
  const challenge = (await fetch(`${url}/v2/`)).headers.get('www-authenticate') ?? '';
  const [, realm = '', service = ''] = /realm="([^"]+)",service="([^"]+)"/.exec(challenge) ?? [];
  if (realm === '') return basic;
  const asked = new URL(realm);
  asked.searchParams.set('service', service);
  asked.searchParams.set('scope', scope);
  const answer = (await (await fetch(asked, { headers: { authorization: basic } })).json()) as {
    token: string;
  };
  return `Bearer ${answer.token}`;
}

attend(questions, async () => undefined);
