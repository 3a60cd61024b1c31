// The chain of environments that releases travel along.

import { type Catalogue, environmentNames } from '../catalogue.ts';
import type { Diagnostic, Document } from '../document.ts';
import type { Environment } from '../generated/documents.ts';
import { nearestName } from '../suggest.ts';

const PROMOTES_FROM = '/spec/promotesFrom';

export function checkEnvironment(
  catalogue: Catalogue,
  environment: Document<Environment>,
): readonly Diagnostic[] {
  const { promotesFrom } = environment.value.spec;
  if (promotesFrom === undefined) return [];
  if (catalogue.get(pathOf(promotesFrom)) === null) {
    const others = environmentNames(catalogue).filter(
      (name) => name !== environment.value.metadata.name,
    );
    const near = nearestName(promotesFrom, others);
    const add = `add \`${pathOf(promotesFrom)}\``;
    return [
      {
        severity: 'error',
        summary: `There is no environment \`${promotesFrom}\` to promote from.`,
        hint:
          near === null ? `A${add.slice(1)}, or remove this field.` : `Did you mean \`${near}\`?`,
        at: environment.locate(PROMOTES_FROM),
      },
    ];
  }
  const loop = loopFrom(catalogue, environment.value);
  if (loop === null) return [];
  return [
    {
      severity: 'error',
      summary: `Releases would go round in a circle: ${loop.join(' → ')}.`,
      hint: 'Remove `promotesFrom` from the environment in which releases start.',
      at: environment.locate(PROMOTES_FROM),
    },
  ];
}

/** The circle that this environment is part of, in the direction that releases travel; null if there is none. */
function loopFrom(catalogue: Catalogue, start: Environment): readonly string[] | null {
  const travelled = [start.metadata.name];
  for (let before = start.spec.promotesFrom; before !== undefined;) {
    if (before === start.metadata.name) return [before, ...travelled];
    if (travelled.includes(before)) return null;
    travelled.unshift(before);
    const file = catalogue.get(pathOf(before));
    if (file?.kind !== 'Environment' || file.document === null) return null;
    before = file.document.value.spec.promotesFrom;
  }
  return null;
}

function pathOf(environment: string): string {
  return `environments/${environment}/environment.yml`;
}
