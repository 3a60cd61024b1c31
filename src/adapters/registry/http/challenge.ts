// What a registry says in `WWW-Authenticate` about how to log in.

export type Challenge =
  | { readonly type: 'basic' }
  | { readonly type: 'bearer'; readonly realm: string; readonly service: string | null };

/** The first challenge that we can answer, or null. */
export function parseChallenge(header: string | null): Challenge | null {
  for (const [, scheme = '', parameters = ''] of (header ?? '')
    .slice(0, LONGEST)
    .matchAll(SCHEMES)) {
    if (scheme.toLowerCase() === 'basic') return { type: 'basic' };
    const values = new Map(
      [...parameters.matchAll(PARAMETER)].map(([, name = '', quoted, bare]) => [
        name.toLowerCase(),
        quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '',
      ]),
    );
    const realm = values.get('realm');
    if (realm !== undefined)
      return { type: 'bearer', realm, service: values.get('service') ?? null };
  }
  return null;
}

/** More than any real one; what a stranger sends is not searched without bound. */
const LONGEST = 2048;
const SCHEMES = /(Bearer|Basic)\b((?:\s*,?\s*[a-z_]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s",]+))*)/gi;
const PARAMETER = /([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/gi;
