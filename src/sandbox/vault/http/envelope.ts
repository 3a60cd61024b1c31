// The form of Vault's answers.

import { randomUUID } from 'node:crypto';
import type { Reply } from '../call.ts';
import type { VaultRequest } from '../core.ts';

export interface HttpReply {
  readonly status: number;
  readonly body: string;
}

/** Nothing found is a 404 without words where something was read or listed, and a 204 elsewhere. */
export function answerOf(reply: Reply | null, operation: VaultRequest['operation']): HttpReply {
  const reads = operation === 'read' || operation === 'list';
  if (reply === null) return reads ? refusalOf(404, []) : { status: 204, body: '' };
  if (operation === 'list' && isEmpty(reply)) return refusalOf(404, []);
  if (reply.bare !== undefined) return { status: reply.status ?? 200, body: line(reply.bare) };
  return { status: reply.status ?? 200, body: line(enveloped(reply)) };
}

export function refusalOf(status: number, errors: readonly string[]): HttpReply {
  return { status, body: line({ errors }) };
}

function enveloped({ auth, data, warnings }: Reply): unknown {
  return {
    request_id: randomUUID(),
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data: data ?? null,
    wrap_info: null,
    warnings: warnings ?? null,
    auth: auth ?? null,
    mount_type: '',
  };
}

function isEmpty({ data }: Reply): boolean {
  const keys = data?.['keys'];
  return !Array.isArray(keys) || keys.length === 0;
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
