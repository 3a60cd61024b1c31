// An inventory entry names environments that exist, and asks for nothing that it must not have.

import { type Catalogue, environmentNames } from '../catalogue.ts';
import type { Diagnostic, Document } from '../document.ts';
import type { Workload } from '../generated/documents.ts';
import { nearestName } from '../suggest.ts';

export function checkWorkload(
  catalogue: Catalogue,
  workload: Document<Workload>,
): readonly Diagnostic[] {
  return [
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

function tooMuch({ value, locate }: Document<Workload>): readonly Diagnostic[] {
  return (value.spec.additional_roles ?? []).flatMap((role, index) =>
    BASIC.includes(role)
      ? {
          severity: 'error',
          summary: `\`${role}\` would give it rights on everything in the project.`,
          hint: 'Name the roles of the services that it uses, such as `roles/cloudsql.client`.',
          at: locate(`/spec/additional_roles/${index}`),
        }
      : [],
  );
}
