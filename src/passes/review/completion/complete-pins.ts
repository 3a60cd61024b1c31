// The versions of secrets that a deployment does not pin yet: found out in Vault, without reading a value.

import type { Diagnostic } from '../../../documents/document.ts';
import { effectiveService } from '../../../documents/effective-service.ts';
import { idlePins, missingPins, type Pins, TAKEN_NAME, usedPins } from '../../../documents/pins.ts';
import type { EffectiveService } from '../../../documents/service-form.ts';
import type { TargetDocuments } from '../../../documents/target-documents.ts';
import { Failure } from '../../../ports/failure.ts';
import type { SecretsOf } from '../../../ports/vault.ts';
import { putCommand } from '../../../resources/vault-names.ts';
import { namesIn, newestOf, secretsAt } from '../../in-vault.ts';
import type { Outside } from '../../outside.ts';
import { provisionedWithIt } from '../files/provisioned-with-it.ts';
import type { Completed } from './complete.ts';

export interface PinCompletion {
  /** To be added to the file. */
  readonly pins: Pins;
  readonly problems: readonly Diagnostic[];
  readonly notices: readonly string[];
}

const NOTHING: PinCompletion = { pins: {}, problems: [], notices: [] };

/** `release` is what the file is going to say, where it is completed as well; `before`, what merging changes. */
export async function completePins(
  outside: Pick<Outside, 'vault'>,
  {
    documents,
    before,
    release,
  }: {
    readonly documents: TargetDocuments;
    readonly before: TargetDocuments;
    readonly release: Completed | null;
  },
  signal: AbortSignal,
): Promise<PinCompletion> {
  const { deployment } = documents;
  const of = secretsAt(documents);
  if (deployment === null || of === null) return NOTHING;
  const value =
    release === null
      ? deployment.value
      : { ...deployment.value, release: { ...deployment.value.release, ...release } };
  const { service } = effectiveService({ ...documents, deployment: { ...deployment, value } });
  if (service === null) return NOTHING;
  const comesWithIt = provisionedWithIt(documents.target, { before, after: documents });
  const asked = { of, service, deployment: { ...deployment, value }, comesWithIt };
  try {
    return await found(outside, asked, signal);
  } catch (error) {
    const away = error instanceof Failure && error.code === 'RUNWAY_VAULT_UNREACHABLE';
    if (!away || !pinnedAlready(asked)) throw error;
    return { ...NOTHING, notices: [`Whether Vault holds more is not known: ${error.message}`] };
  }
}

interface Asked {
  readonly of: SecretsOf;
  readonly service: EffectiveService;
  readonly deployment: NonNullable<TargetDocuments['deployment']>;
  /** Nobody may write its secrets before the merge. */
  readonly comesWithIt: boolean;
}

/** Nothing is known to be missing, so nobody has to wait for Vault. */
function pinnedAlready({ service, deployment }: Asked): boolean {
  if (service.secrets === undefined) return deployment.value.secrets !== undefined;
  return missingPins(service, deployment.value).length === 0;
}

async function found(
  outside: Pick<Outside, 'vault'>,
  asked: Asked,
  signal: AbortSignal,
): Promise<PinCompletion> {
  const { of, service, deployment } = asked;
  if (service.secrets?.length === 0 && deployment.value.secrets === undefined) return NOTHING;
  const { names, odd } = await namesIn(outside, of, signal);
  const pinned = deployment.value.secrets ?? {};
  const wanted =
    service.secrets === undefined
      ? names.filter((name) => !Object.hasOwn(pinned, name) && !TAKEN_NAME.test(name))
      : missingPins(service, deployment.value);
  const pins: Record<string, number> = {};
  const problems: Diagnostic[] = [];
  for (const name of wanted) {
    const plain = Object.hasOwn(service.environment ?? {}, name);
    const version = plain ? null : await newestOf(outside, of, name, signal);
    if (version !== null) pins[name] = version;
    else if (plain) problems.push(alsoPlain(asked, name));
    else if (service.secrets !== undefined || names.includes(name)) {
      problems.push(missing(asked, name, names.includes(name)));
    }
  }
  const gone = await goneVersions(outside, asked, signal);
  return { pins, problems, notices: [...gone, ...unused(asked, names), ...cannotBe(odd)] };
}

function missing({ of, deployment, comesWithIt }: Asked, name: string, there: boolean): Diagnostic {
  const summary = there
    ? `Every version of the secret \`${name}\` in Vault is deleted.`
    : `The manifest lists the secret \`${name}\`, which Vault does not have.`;
  const put = putCommand(of.place, of.workload, name);
  return {
    severity: 'error',
    summary,
    hint: comesWithIt
      ? `Its owners may write it once \`${of.workload}\` is provisioned: merge its inventory file first, on its own. Then: \`${put}\`.`
      : `Write it with \`${put}\`.`,
    at: deployment.locate('/release/manifest/spec/secrets'),
  };
}

function alsoPlain({ deployment }: Asked, name: string): Diagnostic {
  return {
    severity: 'error',
    summary: `\`${name}\` is both a plain variable and a secret in Vault.`,
    hint: 'Remove the variable, delete the secret in Vault, or list in `secrets` which ones are received.',
    at: deployment.locate(`/release/manifest/spec/environment/${name}`),
  };
}

/** Pinned versions that Vault does not have any more: their copies go on, and no other can be made. */
async function goneVersions(
  { vault }: Pick<Outside, 'vault'>,
  { of, service, deployment }: Asked,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const notices: string[] = [];
  for (const [name, version] of Object.entries(usedPins(service, deployment.value))) {
    const described = await vault.describe({ ...of, name }, signal);
    const state =
      described?.versions.find(({ number }) => number === version)?.state ?? 'not there';
    if (state === 'live') continue;
    notices.push(
      `Version ${version} of \`${name}\`, which is pinned, is ${state} in Vault: a copy that was made goes on, and no other can be made.`,
    );
  }
  return notices;
}

/** What Vault holds and the container does not get. */
function unused({ service, deployment }: Asked, names: readonly string[]): readonly string[] {
  const { secrets: listed } = service;
  if (listed === undefined) return [];
  const idle = idlePins(service, deployment.value);
  const left = names.filter((name) => !listed.includes(name) && !idle.includes(name));
  if (left.length === 0) return [];
  return [`Vault also holds ${inWords(left)}, which the manifest does not list.`];
}

function cannotBe(odd: readonly string[]): readonly string[] {
  if (odd.length === 0) return [];
  return [
    `Vault also holds ${inWords(odd)}; only capital letters, digits and \`_\` can name a variable.`,
  ];
}

function inWords(names: readonly string[]): string {
  const shown = names
    .slice(0, 5)
    .map((name) => `\`${name}\``)
    .join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
