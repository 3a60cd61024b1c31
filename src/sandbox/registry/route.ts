// What an address of the registry means.

export type Route =
  | { readonly type: 'base' }
  | { readonly type: 'token' }
  | { readonly type: 'catalog' }
  | { readonly type: 'tags'; readonly repository: string }
  | { readonly type: 'referrers'; readonly repository: string; readonly digest: string }
  | { readonly type: 'manifest'; readonly repository: string; readonly reference: string }
  | { readonly type: 'blob'; readonly repository: string; readonly digest: string }
  | { readonly type: 'uploads'; readonly repository: string }
  | { readonly type: 'upload'; readonly repository: string; readonly id: string }
  | { readonly type: 'invalid name' }
  | { readonly type: 'unknown' };

const name = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const digest = /^sha256:[0-9a-f]{64}$/;
const tag = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

export function isDigest(text: string): boolean {
  return digest.test(text);
}

export function isTag(text: string): boolean {
  return tag.test(text);
}

export function isRepository(text: string): boolean {
  return text.length <= 255 && name.test(text);
}

export function routeOf(path: string, tokenPath: string): Route {
  if (path === tokenPath) return { type: 'token' };
  if (path === '/v2/' || path === '/v2') return { type: 'base' };
  if (path === '/v2/_catalog') return { type: 'catalog' };
  const repository = (found: string | undefined, route: Route): Route =>
    isRepository(found ?? '') ? route : { type: 'invalid name' };

  // The last keyword in the path decides: a repository may itself be called `blobs`.
  const tags = /^\/v2\/(.+)\/tags\/list$/.exec(path);
  if (tags !== null) return repository(tags[1], { type: 'tags', repository: tags[1] ?? '' });
  const uploads = /^\/v2\/(.+)\/blobs\/uploads\/?$/.exec(path);
  if (uploads !== null)
    return repository(uploads[1], { type: 'uploads', repository: uploads[1] ?? '' });
  const upload = /^\/v2\/(.+)\/blobs\/uploads\/([0-9a-f-]{36})$/.exec(path);
  if (upload !== null)
    return repository(upload[1], {
      type: 'upload',
      repository: upload[1] ?? '',
      id: upload[2] ?? '',
    });
  const thing = /^\/v2\/(.+)\/(manifests|blobs|referrers)\/([^/]+)$/.exec(path);
  if (thing === null) return { type: 'unknown' };
  const [, where = '', what, which = ''] = thing;
  if (what === 'manifests')
    return repository(where, { type: 'manifest', repository: where, reference: which });
  if (what === 'blobs')
    return repository(where, { type: 'blob', repository: where, digest: which });
  return repository(where, { type: 'referrers', repository: where, digest: which });
}
