// What the three files of a target say about one another.

import { splitTarget } from '../../resources/address.ts';
import { type Catalogue, environmentNames, workloadNames } from '../catalogue.ts';
import type { Diagnostic, Document } from '../document.ts';
import type { Effective } from '../effective-service.ts';
import type { Deployment } from '../generated/documents.ts';
import { nearestName } from '../suggest.ts';
import { pathsOf, type TargetDocuments } from '../target-documents.ts';

/** Empty for a target without a readable deployment. `effective` is what the documents give. */
export function checkTarget(
  catalogue: Catalogue,
  documents: TargetDocuments,
  effective: Effective,
): readonly Diagnostic[] {
  const { target, deployment } = documents;
  if (deployment === null) return [];
  const { environment, workload } = splitTarget(target);
  const [workloadPath, environmentPath] = pathsOf(target);
  return [
    ...(catalogue.get(workloadPath) === null ? [noWorkload(catalogue, workload, deployment)] : []),
    ...(catalogue.get(environmentPath) === null
      ? [noEnvironment(catalogue, environment, deployment)]
      : []),
    ...notListed(documents, environment),
    ...effective.diagnostics,
  ];
}

function noWorkload(
  catalogue: Catalogue,
  name: string,
  deployment: Document<Deployment>,
): Diagnostic {
  const near = nearestName(name, workloadNames(catalogue));
  const add = `add \`inventory/${name}.yml\`, or remove this file`;
  return {
    severity: 'error',
    summary: `There is no workload \`${name}\` in the inventory.`,
    hint: near === null ? `A${add.slice(1)}.` : `Did you mean \`${near}\`? Else ${add}.`,
    at: deployment.locate('/metadata/name'),
  };
}

function noEnvironment(
  catalogue: Catalogue,
  name: string,
  deployment: Document<Deployment>,
): Diagnostic {
  const near = nearestName(name, environmentNames(catalogue));
  const add = `add \`environments/${name}/environment.yml\``;
  const move = `Did you mean the folder \`environments/${near}/\`? Else ${add}.`;
  return {
    severity: 'error',
    summary: `There is no environment \`${name}\`: its folder has no \`environment.yml\`.`,
    hint: near === null ? `A${add.slice(1)}.` : move,
    at: { path: deployment.path, line: 1, column: 1 },
  };
}

function notListed(
  { workload, deployment }: TargetDocuments,
  environment: string,
): readonly Diagnostic[] {
  if (workload === null || deployment === null) return [];
  if (workload.value.spec.environments.includes(environment)) return [];
  const name = workload.value.metadata.name;
  return [
    {
      severity: 'error',
      summary: `\`${name}\` may not run in \`${environment}\`: its inventory entry does not list it.`,
      hint: `Add \`${environment}\` to \`spec.environments\` in \`${workload.path}\`, or remove this file.`,
      at: deployment.locate('/metadata/name'),
    },
  ];
}
