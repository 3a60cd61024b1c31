// What differs between two specs, field by field, in the same words for every kind.

import type { Kind, Kinds } from '../resources/kinds.ts';
import type { Difference } from './plan.ts';

type Spec = Kinds[Kind];

/**
 * Every field whose value differs, sorted by path. Null stands for a resource that is not there, so all
 * fields of the other side are listed. Empty exactly when both sides ask for the same.
 */
export function differences(before: Spec | null, after: Spec | null): Difference[] {
  const old = fields(before);
  const wanted = fields(after);
  const paths = [...new Set([...old.keys(), ...wanted.keys()])].sort();
  return paths
    .map((path) => ({ path, before: old.get(path) ?? null, after: wanted.get(path) ?? null }))
    .filter((difference) => difference.before !== difference.after);
}

function fields(spec: Spec | null): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (spec !== null) collect(spec, '', found);
  return found;
}

function collect(value: unknown, path: string, found: Map<string, string>): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) collectItem(item, path, found);
    return;
  }
  if (typeof value !== 'object') {
    found.set(path, `${value as string | number | boolean}`);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    const below = path === '' ? key : `${path}.${key}`;
    if (key === 'template' && isObject(member)) collectTemplate(member, found);
    else if (key === 'check' && isObject(member)) found.set(below, Object.values(member).join(' '));
    else collect(member, below, found);
  }
}

/** Of a list of texts each is a field of its own, since their order means nothing. */
function collectItem(item: unknown, path: string, found: Map<string, string>): void {
  if (isShare(item)) addShare(item, path, found);
  else if (isLimitedRole(item)) found.set(`${path}.${item.role}`, `on ${item.prefix}…`);
  else found.set(`${path}.${String(item)}`, 'yes');
}

/** People say `environment.LOG_LEVEL`, not `template.environment.LOG_LEVEL`. */
function collectTemplate(template: object, found: Map<string, string>): void {
  const { unmanaged, ...rest } = template as Kinds['Service']['template'];
  collect(rest, '', found);
  collect(unmanaged, 'template.unmanaged', found);
}

function addShare(
  share: Kinds['Traffic']['shares'][number],
  path: string,
  found: Map<string, string>,
) {
  if (share.percent === 0) return;
  const below = `${path}.${share.template}`;
  const earlier = Number.parseInt(found.get(below) ?? '0', 10);
  found.set(below, `${earlier + share.percent} %`);
}

function isShare(item: unknown): item is Kinds['Traffic']['shares'][number] {
  return isObject(item) && 'percent' in item;
}

function isLimitedRole(item: unknown): item is Kinds['ServiceAccount']['limitedRoles'][number] {
  return isObject(item) && 'prefix' in item;
}

function isObject(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}
