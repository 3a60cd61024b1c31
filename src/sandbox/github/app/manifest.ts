// What somebody asks a new App to be: https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest#github-app-manifest-parameters

import type { Permissions } from '../../forge/model/app.ts';

export interface Manifest {
  readonly name: string;
  readonly description: string;
  /** Where people read about it. */
  readonly url: string;
  /** Where its webhooks go; null: nowhere. */
  readonly hookUrl: string | null;
  /** Where the person is sent with the code. */
  readonly redirectUrl: URL;
  readonly permissions: Permissions;
  readonly events: readonly string[];
}

/** GitHub takes no longer one. */
export const LONGEST_NAME = 34;

type Json = Readonly<Record<string, unknown>>;

/** Why it is not taken, one sentence each, or what it says. */
export function readManifest(text: string): Manifest | { readonly problems: readonly string[] } {
  const given = parsed(text);
  if (given === null) return { problems: ['The manifest is no JSON object.'] };
  const hook = object(given['hook_attributes']);
  const permissions = object(given['default_permissions']);
  const { name, url, redirect_url: back, default_events: events = [] } = given;
  const redirectUrl = address(back);
  const problems = [
    ...(redirectUrl === null ? ['redirect_url is no address.'] : []),
    ...(address(url) === null ? ['url is no address.'] : []),
    ...('url' in hook && address(hook['url']) === null ? ['The hook url is no address.'] : []),
    ...Object.entries(permissions).flatMap(([key, access]) =>
      access === 'read' || access === 'write' ? [] : [`${key} is neither read nor write.`],
    ),
    ...(isTexts(events) ? [] : ['default_events is no list of names.']),
  ];
  if (problems.length > 0 || redirectUrl === null || !isTexts(events)) return { problems };
  return {
    name: typeof name === 'string' ? name : '',
    description: typeof given['description'] === 'string' ? given['description'] : '',
    url: String(url),
    hookUrl: 'url' in hook && hook['active'] !== false ? String(hook['url']) : null,
    redirectUrl,
    permissions: { metadata: 'read', ...(permissions as Permissions) },
    events,
  };
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    const record = typeof value === 'object' && value !== null && !Array.isArray(value);
    return record ? (value as Json) : null;
  } catch {
    return null;
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function address(value: unknown): URL | null {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
