// Revision names say which template they hold and which attempt at it they are.

import { hash } from 'node:crypto';
import { canonical } from './canonical.ts';
import type { Template, TemplateHash } from './kinds.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

// A memo: a template never changes, and a plan asks for the hash of each several times.
const hashes = new WeakMap<Template, TemplateHash>();

/** The same content gives the same hash, whatever the order of its keys. */
export function templateHash(template: Template): TemplateHash {
  const known = hashes.get(template) ?? hashOf(template);
  hashes.set(template, known);
  return known;
}

/** What templates did not always have is left out while it is unset, so that older revisions keep their hash. */
function hashOf(template: Template): TemplateHash {
  const { secrets, serviceAccount, ...always } = template;
  const content = {
    ...always,
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...(serviceAccount === null ? {} : { serviceAccount }),
  };
  const bytes = hash('sha256', canonical(content), 'buffer');
  let text = '';
  for (const byte of bytes.subarray(0, 8)) text += ALPHABET[byte % 32];
  return text as TemplateHash;
}

/** `checkout-k3v7q2ab-1`: at most 24 + 1 + 8 + 1 characters and the attempt, under Cloud Run's 63. */
export function revisionName(workload: string, template: TemplateHash, attempt: number): string {
  return `${workload}-${template}-${attempt}`;
}

/** The attempt in a name that `revisionName` made, or null for any other name. */
export function attemptOf(name: string, workload: string, template: TemplateHash): number | null {
  const prefix = `${workload}-${template}-`;
  if (!name.startsWith(prefix)) return null;
  const attempt = name.slice(prefix.length);
  return /^[1-9][0-9]*$/.test(attempt) ? Number(attempt) : null;
}
