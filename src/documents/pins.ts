// Which secrets a target receives, and in which versions.

import type { Deployment } from './generated/documents.ts';
import type { EffectiveService } from './service-form.ts';

/** Version in Vault by the secret's name. */
export type Pins = Readonly<Record<string, number>>;

/** As the schema has it: what can be a secret's name and a variable's. */
export const SECRET_NAME = /^[A-Z_][A-Z0-9_]{0,199}$/;

/** Set by Cloud Run itself, and by Runway: no secret can be called so. */
export const TAKEN_NAME =
  /^(PORT|K_SERVICE|K_REVISION|K_CONFIGURATION|RUNWAY_(ENVIRONMENT|REGION|SERVICE_ID|VERSION))$/;

/** Of what is pinned, what is received, by name: what the manifest lists, or everything where it has no list. */
export function usedPins(service: EffectiveService, { secrets = {} }: Deployment): Pins {
  const { secrets: listed } = service;
  const used = Object.entries(secrets).filter(([name]) => listed?.includes(name) ?? true);
  return Object.fromEntries(used.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the manifest lists and nothing pins: the bot adds the version. */
export function missingPins(service: EffectiveService, { secrets = {} }: Deployment) {
  return (service.secrets ?? []).filter((name) => !Object.hasOwn(secrets, name));
}

/** What is pinned and not received. */
export function idlePins(service: EffectiveService, { secrets = {} }: Deployment) {
  const { secrets: listed } = service;
  return listed === undefined ? [] : Object.keys(secrets).filter((name) => !listed.includes(name));
}
