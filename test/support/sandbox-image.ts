// Pushing an image as any standard tool does: the OCI distribution API, with a token from its challenge.

import { createHash } from 'node:crypto';
import type { Sandbox } from './sandbox-process.ts';

interface ImageConfig {
  readonly architecture: string;
  readonly config: { readonly Labels: Readonly<Record<string, string>> };
}

export interface Variant {
  /** `acme/checkout` */
  readonly repository: string;
  readonly from: string;
  readonly to: string;
  readonly architecture?: string;
  /** The source commit that its label names; an empty one takes the label away. */
  readonly commit?: string;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** A new tag with the layers of another and a changed configuration. Gives its digest. */
export async function pushVariant(sandbox: Sandbox, variant: Variant): Promise<string> {
  const { repository, from, to } = variant;
  const ask = await clientFor(sandbox, repository);
  const found = await ask('GET', `/manifests/${from}`, { headers: { accept: MANIFEST } });
  const manifest = (await found.json()) as { config: { digest: string; size: number } };
  const text = await (await ask('GET', `/blobs/${manifest.config.digest}`)).text();
  const config = Buffer.from(JSON.stringify(changed(JSON.parse(text) as ImageConfig, variant)));

  const upload = await ask('POST', '/blobs/uploads/', { headers: { 'content-length': '0' } });
  const place = new URL(upload.headers.get('location') ?? '', upload.url);
  place.searchParams.set('digest', digestOf(config));
  const binary = { 'content-type': 'application/octet-stream' };
  await ask('PUT', place.href, { headers: binary, body: config });

  const body = Buffer.from(
    JSON.stringify({
      ...manifest,
      config: { ...manifest.config, digest: digestOf(config), size: config.length },
    }),
  );
  await ask('PUT', `/manifests/${to}`, { headers: { 'content-type': MANIFEST }, body });
  return digestOf(body);
}

function changed(image: ImageConfig, { architecture, commit, to }: Variant): ImageConfig {
  const revision = 'org.opencontainers.image.revision';
  const { [revision]: known = '', ...labels } = image.config.Labels;
  const label = commit ?? known;
  return {
    ...image,
    architecture: architecture ?? image.architecture,
    config: {
      ...image.config,
      Labels: {
        ...labels,
        'org.opencontainers.image.version': to,
        ...(label === '' ? {} : { [revision]: label }),
      },
    },
  };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** Asks below `/v2/<repository>`; every answer but a success is thrown. */
async function clientFor({ registries }: Sandbox, repository: string) {
  const source = registries['source'];
  if (source === undefined) throw new Error('sandbox.json names no source registry');
  const basic = Buffer.from(`${source.user}:${source.password}`).toString('base64');
  const challenge = (await fetch(`${source.url}/v2/`)).headers.get('www-authenticate') ?? '';
  const [, realm = ''] = /realm="([^"]*)"/.exec(challenge) ?? [];
  const [, service = ''] = /service="([^"]*)"/.exec(challenge) ?? [];
  const query = new URLSearchParams({ service, scope: `repository:${repository}:pull,push` });
  const granted = await fetch(`${realm}?${query.toString()}`, {
    headers: { authorization: `Basic ${basic}` },
  });
  const { token } = (await granted.json()) as { token: string };

  return async (method: string, path: string, init: Sent = {}): Promise<Response> => {
    const url = path.startsWith('http') ? path : `${source.url}/v2/${repository}${path}`;
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const answer = await fetch(url, { ...init, method, headers });
    if (answer.ok) return answer;
    throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  };
}
