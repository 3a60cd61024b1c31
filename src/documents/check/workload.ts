// An inventory entry names environments that exist, and asks for nothing that it must not have.

import { type Catalogue, environmentNames } from '../catalogue.ts';
import type { Diagnostic, Document } from '../document.ts';
import type { Workload } from '../generated/documents.ts';
import { nearestName } from '../suggest.ts';
import { takenNames } from './taken-names.ts';

export function checkWorkload(
  catalogue: Catalogue,
  workload: Document<Workload>,
): readonly Diagnostic[] {
  return [
    ...takenNames(catalogue, workload),
    ...unknownEnvironments(catalogue, workload),
    ...strayAdoptions(workload),
    ...tooMuch(workload),
  ];
}

function unknownEnvironments(
  catalogue: Catalogue,
  { value, locate }: Document<Workload>,
): readonly Diagnostic[] {
  return value.spec.environments
    .map((name, index) => ({ name, pointer: `/spec/environments/${index}` }))
    .filter(({ name }) => catalogue.get(`environments/${name}/environment.yml`) === null)
    .map(({ name, pointer }) => {
      const near = nearestName(name, environmentNames(catalogue));
      const add = `add \`environments/${name}/environment.yml\``;
      return {
        severity: 'error',
        summary: `There is no environment \`${name}\`.`,
        hint:
          near === null ? `Remove it here, or ${add}.` : `Did you mean \`${near}\`? Else ${add}.`,
        at: locate(pointer),
      };
    });
}

/** Taking over means nothing where the workload does not run. */
function strayAdoptions({ value, locate }: Document<Workload>): readonly Diagnostic[] {
  const { adopt = [], environments } = value.spec;
  return adopt.flatMap((name, index) =>
    environments.includes(name)
      ? []
      : {
          severity: 'error',
          summary: `\`${name}\` is not among its environments, so there is nothing to take over.`,
          hint: `Add \`${name}\` to \`spec.environments\`, or remove it here.`,
          at: locate(`/spec/adopt/${index}`),
        },
  );
}

/**
 * Google's basic roles hold thousands of rights on everything in the project, other workloads included.
 * Source: cloud.google.com/iam/docs/roles-overview#basic
 */
const BASIC = ['roles/owner', 'roles/editor', 'roles/viewer'];

/** The services in which Runway keeps workloads apart: who may act as an account, read a secret, change what runs. */
const APART = /^roles\/(iam|resourcemanager|secretmanager|run|artifactregistry)\./;

/** Of those, what reaches nobody's secrets, accounts or images. */
const HARMLESS = [
  'roles/run.invoker',
  'roles/run.servicesInvoker',
  'roles/run.viewer',
  'roles/artifactregistry.reader',
];

function tooMuch({ value, locate }: Document<Workload>): readonly Diagnostic[] {
  return (value.spec.additional_roles ?? []).flatMap((role, index) => {
    const at = locate(`/spec/additional_roles/${index}`);
    if (BASIC.includes(role)) {
      return {
        severity: 'error',
        summary: `\`${role}\` would give it rights on everything in the project.`,
        hint: 'Name the roles of the services that it uses, such as `roles/cloudsql.client`.',
        at,
      };
    }
    if (!APART.test(role) || HARMLESS.includes(role)) return [];
    return {
      severity: 'error',
      summary: `\`${role}\` would reach the accounts, secrets, services or images of the other workloads in the project.`,
      hint: 'Remove it: what it needs of its own, Runway gives it. More is given by hand, on one thing alone.',
      at,
    };
  });
}
