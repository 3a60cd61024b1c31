// What keeps secrets from reaching a container, as far as the documents tell.

import type { Diagnostic } from '../documents/document.ts';
import type { Deployment } from '../documents/generated/documents.ts';
import { idlePins, missingPins, TAKEN_NAME, usedPins } from '../documents/pins.ts';
import type { EffectiveService } from '../documents/service-form.ts';
import type { Scope } from '../resources/scope.ts';
import { remark, type Subject } from './remarks.ts';

export function secretErrors(subject: Subject, scope: Scope): readonly Diagnostic[] {
  const { service, deployment } = subject;
  const names = wanted(service, deployment.value);
  if (names.length === 0) return [];
  if (scope.vault === null || scope.identity === null) return [nowhere(subject, scope)];
  return names.flatMap((name) => [...alsoPlain(subject, name), ...taken(subject, name)]);
}

/** No mistake of anybody: on the merge request the bot adds what is missing. */
export function unpinned({ service, deployment }: Subject): readonly Diagnostic[] {
  return missingPins(service, deployment.value).map((name) => ({
    severity: 'error',
    summary: `The secret \`${name}\` has no version yet.`,
    hint: 'Propose the change on the forge: the bot adds the newest version in Vault there.',
    at: deployment.locate('/secrets'),
  }));
}

/** Pins that have no effect. */
export function secretWarnings({ service, deployment }: Subject): readonly Diagnostic[] {
  return idlePins(service, deployment.value).map((name) => ({
    severity: 'warning',
    summary: `\`${name}\` is pinned and not used: the manifest does not list it.`,
    hint: 'Remove the line, or add the name to `secrets` in the manifest.',
    at: deployment.locate(`/secrets/${name}`),
  }));
}

function wanted(service: EffectiveService, deployment: Deployment): readonly string[] {
  return [...missingPins(service, deployment), ...Object.keys(usedPins(service, deployment))];
}

function nowhere({ service, deployment }: Subject, { vault, environment }: Scope): Diagnostic {
  const lacks = vault === null ? 'vault' : 'identity';
  const why = vault === null ? 'no Vault that holds them' : 'no account that may read them alone';
  return {
    severity: 'error',
    summary: `There are no secrets in ${environment}: it has ${why}.`,
    hint: `Ask the platform team to set \`${lacks}\` in \`environments/${environment}/environment.yml\`, or take \`secrets\` out here.`,
    at: deployment.locate(
      service.secrets === undefined ? '/secrets' : '/release/manifest/spec/secrets',
    ),
  };
}

/** Which of the two a container gets would be chance. */
function alsoPlain(subject: Subject, name: string): readonly Diagnostic[] {
  if (!Object.hasOwn(subject.service.environment ?? {}, name)) return [];
  return [
    remark('error', subject, {
      path: `environment.${name}`,
      summary: `\`${name}\` is both a plain variable and a secret.`,
      hint: 'Remove the variable, or give the secret another name in Vault.',
    }),
  ];
}

function taken(subject: Subject, name: string): readonly Diagnostic[] {
  if (!TAKEN_NAME.test(name)) return [];
  return [
    remark('error', subject, {
      path: 'secrets',
      summary: `No secret can be called \`${name}\`: every container is told that already.`,
      hint: 'Give it another name in Vault.',
    }),
  ];
}
