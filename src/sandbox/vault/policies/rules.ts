// A policy's text as rules.

import { parseHcl, type Block, type Item, type Value } from './hcl.ts';

export const capabilities = [
  'create',
  'read',
  'update',
  'delete',
  'list',
  'sudo',
  'patch',
  'deny',
] as const;

export type Capability = (typeof capabilities)[number];

export interface Rule {
  /** As it is written, without a slash before it: `secret/+/data/*`. */
  readonly path: string;
  /** `deny` alone where it is among them. */
  readonly capabilities: readonly Capability[];
}

/** Throws an Error in Vault's words when the text is not a policy. */
export function parsePolicy(text: string): readonly Rule[] {
  try {
    return parseHcl(text).items.flatMap(rulesOf);
  } catch (error) {
    throw new Error(`failed to parse policy: ${(error as Error).message}`, { cause: error });
  }
}

function rulesOf({ keys, value }: Item): readonly Rule[] {
  const [kind, path] = keys;
  if (kind === 'name') return [];
  if (kind !== 'path') throw new Error(`invalid key "${kind ?? ''}"`);
  if (path !== undefined) return [ruleOf(path, value)];
  // JSON: `"path": { "secret/*": { … } }`.
  return blockOf('path', value).items.map((item) => ruleOf(item.keys[0] ?? '', item.value));
}

function ruleOf(written: string, value: Value): Rule {
  const path = written.replace(/^\//, '');
  if (path.includes('+*'))
    throw new Error(`path "${path}": invalid use of wildcards ('+*' is forbidden)`);
  const named = blockOf(written, value).items.flatMap((item) => capabilitiesOf(written, item));
  const unknown = named.find((each) => !(capabilities as readonly string[]).includes(each));
  if (unknown !== undefined) throw new Error(`path "${written}": invalid capability "${unknown}"`);
  const all = named as readonly Capability[];
  return { path, capabilities: all.includes('deny') ? ['deny'] : [...new Set(all)] };
}

function capabilitiesOf(path: string, { keys: [key = ''], value }: Item): readonly string[] {
  switch (key) {
    case 'comment':
      return [];
    case 'capabilities':
      return [value].flat().map(textOf);
    case 'policy': {
      const old = OLD[textOf(value)];
      if (old === undefined) throw new Error(`path "${path}": invalid policy "${textOf(value)}"`);
      return old;
    }
    default:
      throw new Error(
        NOT_HERE.includes(key)
          ? `path "${path}": the sandbox does not enforce "${key}", so it does not take it`
          : `path "${path}": invalid key "${key}"`,
      );
  }
}

const NOT_HERE: readonly string[] = [
  'allowed_parameters',
  'denied_parameters',
  'required_parameters',
  'min_wrapping_ttl',
  'max_wrapping_ttl',
  'mfa_methods',
  'control_group',
];

const READ = ['read', 'list'] as const;
const WRITE = ['create', 'read', 'update', 'delete', 'list'] as const;
const OLD: Readonly<Record<string, readonly Capability[]>> = {
  deny: ['deny'],
  read: READ,
  write: WRITE,
  sudo: [...WRITE, 'sudo'],
};

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function blockOf(path: string, value: Value): Block {
  if (typeof value === 'object' && value !== null && 'items' in value) return value;
  throw new Error(`path "${path}": should be an object`);
}
