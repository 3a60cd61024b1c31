// A registry's own words about an error, made safe to repeat.

import type { Received } from './request.ts';

const LARGEST_READ = 64 * 1024;
const LONGEST_WORDS = 300;

/** Code and message of the first error, at most 300 characters, without the given secrets. */
export async function answerWords(received: Received, secrets: readonly string[]): Promise<string> {
  const bytes = await received.bytes(LARGEST_READ).catch(() => null);
  const words = firstError(bytes?.toString('utf8') ?? '');
  const hidden = secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '[hidden]'), words);
  const plain = hidden.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return `status ${received.status}${plain === '' ? '' : `, ${plain.slice(0, LONGEST_WORDS)}`}`;
}

function firstError(text: string): string {
  try {
    const parsed = JSON.parse(text) as {
      errors?: readonly { code?: unknown; message?: unknown }[];
    } | null;
    const first = parsed?.errors?.[0];
    const parts = [first?.code, first?.message];
    return parts.filter((part) => typeof part === 'string' && part !== '').join(': ');
  } catch {
    return '';
  }
}
