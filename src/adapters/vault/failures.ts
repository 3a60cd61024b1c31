// What Vault's refusals mean to us. No error of a library leaves this folder.

import { Failure, type FailureDetails } from '../../ports/failure.ts';
import { redactText } from '../../ports/redact.ts';
import { VaultAnswer } from './client/node-vault.ts';
import { Unanswered } from './client/transport.ts';

/** Anything that was thrown. */
export type Failing = unknown;

/** What was being done, for the sentence, and what of it must not be repeated. */
export interface Doing {
  readonly verb: 'read' | 'list' | 'write' | 'remove';
  /** In Vault, as policies name it: `runway/metadata/env/production/service/checkout/API_KEY`. */
  readonly path: string;
  readonly namespace: string | null;
  readonly role: string;
  /** Token and whatever else was sent in secret. */
  readonly secrets: readonly string[];
}

const CAPABILITIES: Readonly<Record<Doing['verb'], string>> = {
  read: '`read`',
  list: '`list`',
  write: '`create` and `update`',
  remove: '`delete`',
};

/** A Failure as it is; what nobody foresaw by its name alone, since errors of clients hold what they sent. */
export function translated(error: Failing, host: string, doing: Doing): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof VaultAnswer) return new Failure(verdict(error, host, doing));
  const unforeseen = `its client failed (${error instanceof Error ? error.name : typeof error})`;
  const words = error instanceof Unanswered ? error.message : unforeseen;
  return new Failure({
    code: 'RUNWAY_VAULT_UNREACHABLE',
    message: `Vault at ${host} did not answer: ${words}.`,
    hint: AGAIN,
    retry: 'later',
  });
}

const AGAIN =
  'It is tried again by itself. If it lasts, check that Vault is up, and `vault.url` and `vault.ca` in the settings.';

function verdict(answer: VaultAnswer, host: string, doing: Doing): FailureDetails {
  const { status } = answer;
  if (status === 403) return denied(answer, doing);
  const away = unreachable(answer, host);
  if (away !== null) return away;
  const at = `${placeOf(doing)}${said(answer, doing.secrets)}`;
  return {
    code: 'RUNWAY_VAULT_REFUSED',
    message:
      status === 404
        ? `Vault has nothing like ${at}`
        : `Vault refused to let Runway ${doing.verb} ${at}`,
    hint:
      status === 404
        ? 'Check mount, path and namespace under `vault` in the environment’s file; the mount must be KV version 2.'
        : 'The words are Vault’s. The same request will be refused again until something changes.',
    retry: 'never',
    cause: new Error(`status ${status}`),
  };
}

function denied(answer: VaultAnswer, doing: Doing): FailureDetails {
  const { role, verb } = doing;
  return {
    code: 'RUNWAY_VAULT_DENIED',
    message: `Vault does not let the role ${role} ${verb} ${placeOf(doing)}${said(answer, doing.secrets)}`,
    hint: `Look at the policies of the role ${role}: one must grant ${CAPABILITIES[verb]} on \`${doing.path}\`, and none may deny it.`,
    retry: 'never',
    who: role,
    cause: new Error('status 403'),
  };
}

/** Of a refusal that passes; null for every other. */
export function unreachable(answer: VaultAnswer, host: string): FailureDetails | null {
  const { elsewhere, errors, retryAfterMs, status } = answer;
  const rest = retryAfterMs === null ? {} : { retryAfterMs };
  const later = {
    code: 'RUNWAY_VAULT_UNREACHABLE',
    retry: 'later',
    cause: new Error(`status ${status}`),
    ...rest,
  } as const;
  const words = errors.join(' ');
  if (elsewhere !== null)
    return {
      ...later,
      message: `Vault at ${host} sends Runway on to ${elsewhere}, as a standby node does.`,
      hint: 'Give `vault.url` the address of the active node or of a load balancer: Runway sends its token nowhere else.',
    };
  if (/sealed/i.test(words))
    return {
      ...later,
      message: `Vault at ${host} is sealed.`,
      hint: 'Unseal it. What runs goes on running without it; plans and deployments that need secrets wait.',
    };
  if (/standby|active (?:cluster )?node/i.test(words) || status === 472 || status === 473)
    return {
      ...later,
      message: `Vault at ${host} is on standby and reaches no active node.`,
      hint: 'It is tried again by itself. If it lasts, look at the cluster, or give `vault.url` the active node’s address.',
    };
  if (status === 429)
    return { ...later, message: `Vault at ${host} is asked too much for now.`, hint: QUOTA };
  if (status !== 412 && status < 500) return null;
  return { ...later, message: `Vault at ${host} failed with status ${status}.`, hint: AGAIN };
}

const QUOTA =
  'It is tried again by itself. If it lasts, raise Vault’s rate limit quota for Runway.';

export function resting(host: string, retryAfterMs: number): Failure {
  return new Failure({
    code: 'RUNWAY_VAULT_UNREACHABLE',
    message: `Vault at ${host} asked for rest, or did not answer just now.`,
    hint: AGAIN,
    retry: 'later',
    retryAfterMs,
  });
}

/** Vault's own words on one line, at most 300 characters, without what was sent in secret. */
export function said({ errors, status }: VaultAnswer, secrets: readonly string[]): string {
  const plain = secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '[hidden]'), errors.join('; '))
    .replace(/\d+ errors? occurred:/g, '')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replaceAll(/(?:^| )\* /g, ' ')
    .trim();
  const words = redactText(plain).slice(0, 300).replace(/\.+$/, '');
  return words === '' ? ` (status ${status}).` : `: ${words}.`;
}

function placeOf({ namespace, path }: Doing): string {
  return namespace === null ? path : `${path} (namespace ${namespace})`;
}
