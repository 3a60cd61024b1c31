// Update masks: which fields of a stored service a request replaces.

import { invalid } from '../api/refusal.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields that only the server writes: left as they are, whatever a request says. */
const OUTPUT_ONLY: readonly string[] = [
  'name',
  'uid',
  'generation',
  'createTime',
  'updateTime',
  'deleteTime',
  'expireTime',
  'creator',
  'lastModifier',
  'observedGeneration',
  'terminalCondition',
  'conditions',
  'latestReadyRevision',
  'latestCreatedRevision',
  'trafficStatuses',
  'uri',
  'urls',
  'satisfiesPzs',
  'reconciling',
  'etag',
];

/**
 * What a request asks for, on top of what is stored. No paths, or `*`, replaces the whole service. Paths
 * are snake case on the wire; `known` says which first parts exist.
 */
export function masked<T extends object>(stored: T, asked: T, mask: Mask): T {
  const paths = mask.paths.map((path) => path.split('.').map(camel));
  if (paths.length === 0 || mask.paths.includes('*')) return asked;
  let result: Fields = { ...stored } as Fields;
  for (const path of paths) {
    if (!mask.known.has(path[0] ?? '')) {
      throw invalid('update_mask', `'${path.join('.')}' is not a field of Service.`);
    }
    result = replaced(result, asked as Fields, path);
  }
  return result as T;
}

export interface Mask {
  readonly paths: readonly string[];
  readonly known: ReadonlySet<string>;
}

export function inputOf<T extends object>(message: T): T {
  const entries = Object.entries(message).filter(([key]) => !OUTPUT_ONLY.includes(key));
  return Object.fromEntries(entries) as T;
}

function replaced(stored: Fields, asked: Fields, path: readonly string[]): Fields {
  const [head = '', ...rest] = path;
  const { [head]: _, ...others } = stored;
  const value = asked[head];
  if (rest.length === 0) return value === undefined ? others : { ...others, [head]: value };
  if (Array.isArray(stored[head]) || Array.isArray(value)) {
    throw invalid(
      'update_mask',
      `'${path.join('.')}' goes into a repeated field; name the field itself.`,
    );
  }
  return { ...others, [head]: replaced(fields(stored[head]), fields(value), rest) };
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function camel(part: string): string {
  return part.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
