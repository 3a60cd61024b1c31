// Sends a built image to a registry, as a service project's pipeline would.

import type { BuiltContent, BuiltImage } from './build-image.ts';

export interface Push {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly credentials: { readonly name: string; readonly password: string };
  /** `acme/checkout` */
  readonly repository: string;
  readonly tag: string;
  readonly image: BuiltImage;
}

/** Safe to repeat: what is there is not sent again. Throws an Error with the registry's answer. */
export async function pushImage({ url, credentials, repository, tag, image }: Push): Promise<void> {
  const authorization = await tokenFor({ url, credentials, repository });
  const send = (method: string, address: string, blob?: BuiltContent): Promise<Response> =>
    fetch(new URL(address, url), {
      method,
      headers: {
        authorization,
        ...(blob === undefined ? {} : { 'content-type': blob.mediaType }),
      },
      ...(blob === undefined ? {} : { body: blob.bytes }),
    });
  for (const blob of image.blobs) {
    const there = await send('HEAD', `/v2/${repository}/blobs/${blob.digest}`);
    if (there.ok) continue;
    const started = await send('POST', `/v2/${repository}/blobs/uploads/`);
    await requireOk(started, `${repository} upload`);
    const address = new URL(started.headers.get('location') ?? '', url);
    address.searchParams.set('digest', blob.digest);
    await requireOk(await send('PUT', address.href, blob), `${repository} ${blob.digest}`);
  }
  for (const manifest of image.manifests) {
    const name = manifest.digest === image.digest ? tag : manifest.digest;
    const put = await send('PUT', `/v2/${repository}/manifests/${name}`, manifest);
    await requireOk(put, `${repository}:${name}`);
  }
}

async function tokenFor({
  url,
  credentials,
  repository,
}: Pick<Push, 'url' | 'credentials' | 'repository'>): Promise<string> {
  const { name, password } = credentials;
  const basic = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const challenged = await fetch(new URL('/v2/', url));
  await challenged.body?.cancel();
  const header = challenged.headers.get('www-authenticate') ?? '';
  const realm = /realm="([^"]+)"/.exec(header)?.[1];
  if (realm === undefined) return basic;
  const address = new URL(realm);
  address.searchParams.set('service', /service="([^"]+)"/.exec(header)?.[1] ?? '');
  address.searchParams.set('scope', `repository:${repository}:pull,push`);
  const answer = await fetch(address, { headers: { authorization: basic } });
  await requireOk(answer, 'a token');
  const { token } = (await answer.json()) as { token: string };
  return `Bearer ${token}`;
}

async function requireOk(answer: Response, what: string): Promise<void> {
  if (answer.ok) return;
  throw new Error(`the registry refused ${what}: ${answer.status} ${await answer.text()}`);
}
