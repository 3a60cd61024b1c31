// Lists of tags, repositories and referrers.

import { json, type Answer } from './answer.ts';
import { refuse } from '../errors.ts';
import { parseManifest } from './manifest-content.ts';
import { isDigest } from '../route.ts';
import type { Storage } from '../storage/storage.ts';

export async function answerTags(storage: Storage, repository: string, url: URL): Promise<Answer> {
  const tags = await storage.tags(repository);
  if (tags === null) throw refuse(404, 'NAME_UNKNOWN', 'repository name not known to registry');
  const { page, headers } = paged(tags, url);
  return json({ name: repository, tags: page }, headers);
}

export async function answerCatalog(storage: Storage, url: URL): Promise<Answer> {
  const { page, headers } = paged(await storage.repositories(), url);
  return json({ repositories: page }, headers);
}

/** An index of what names a manifest as its subject; empty when nothing does. */
export async function answerReferrers(
  storage: Storage,
  { repository, digest }: { readonly repository: string; readonly digest: string },
  url: URL,
): Promise<Answer> {
  if (!isDigest(digest)) throw refuse(400, 'DIGEST_INVALID', 'not a sha256 digest');
  const wanted = url.searchParams.get('artifactType');
  const manifests: unknown[] = [];
  for (const candidate of await storage.manifests(repository)) {
    const found = await storage.manifest(repository, candidate);
    const parsed = found === null ? '' : parseManifest(found.bytes, found.mediaType);
    if (found === null || typeof parsed === 'string' || parsed.subject !== digest) continue;
    if (wanted !== null && wanted !== parsed.artifactType) continue;
    manifests.push({
      mediaType: found.mediaType,
      digest: candidate,
      size: found.bytes.length,
      ...(parsed.artifactType === null ? {} : { artifactType: parsed.artifactType }),
      annotations: parsed.annotations,
    });
  }
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  return json(
    { schemaVersion: 2, mediaType, manifests },
    {
      'content-type': mediaType,
      ...(wanted === null ? {} : { 'oci-filters-applied': 'artifactType' }),
    },
  );
}

/** `n` and `last` as the specification has them; the next page is named in a `Link`. */
function paged(
  names: readonly string[],
  url: URL,
): { page: readonly string[]; headers: Readonly<Record<string, string>> } {
  const n = url.searchParams.get('n');
  if (n !== null && !/^\d+$/.test(n))
    throw refuse(400, 'PAGINATION_NUMBER_INVALID', 'n must be a whole number');
  const last = url.searchParams.get('last') ?? '';
  const rest = names.filter((name) => name > last);
  const page = n === null ? rest : rest.slice(0, Number(n));
  const end = page.at(-1);
  if (end === undefined || page.length === rest.length) return { page, headers: {} };
  const next = new URLSearchParams({ n: String(n), last: end });
  return { page, headers: { link: `<${url.pathname}?${next.toString()}>; rel="next"` } };
}
