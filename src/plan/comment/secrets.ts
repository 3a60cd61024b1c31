// Which versions of its secrets a target would get, by name, in Vault's numbers: those that the files have.

import type { Step } from '../plan.ts';
import { fence, type Markdown, oneLine } from './escape.ts';
import { sentence } from './sentence.ts';

const SIGNS = { create: '+', update: '!', park: '!', remove: '-' } as const;

/** `! API_KEY: version 7 → 8`, each once however many regions get it. */
export function secretLines(steps: readonly Step[]): string[] {
  const told = toldByServices(steps);
  const copies = steps.flatMap((step) => {
    const { differences } = step;
    const more =
      step.action !== 'create' && differences.some(({ path }) => /^(readers|copies)\./.test(path));
    if (step.kind !== 'Secret' || (told.has(nameOf(step)) && !more)) return [];
    return [`${SIGNS[step.action]} ${sentence(step)?.replaceAll('`', '') ?? ''}`];
  });
  return [...new Set([...[...told.values()].flat(), ...copies])].map(oneLine);
}

export function secretVersions(steps: readonly Step[]): Markdown | null {
  const lines = secretLines(steps);
  return lines.length === 0 ? null : fence(lines.join('\n'), 'diff');
}

const NAMED_AT_MOST = 3;

/** The names of the secrets that change; empty where something else does, too, or where they are many. */
export function onlySecrets(steps: readonly Step[]): readonly string[] {
  const names = [...toldByServices(steps).keys()];
  const settings = withoutSecrets(steps).filter(({ kind }) => kind !== 'Traffic');
  const more = settings.some(({ differences }) => differences.length > 0);
  return more || names.length > NAMED_AT_MOST ? [] : names;
}

/** What is left to say of the steps field by field. */
export function withoutSecrets(steps: readonly Step[]): Step[] {
  const told = toldByServices(steps);
  return steps.flatMap((step): readonly Step[] => {
    if (step.kind === 'Secret') return [];
    if (step.kind !== 'Service') return [step];
    const differences = step.differences.filter(({ path }) => {
      const [, name] = SECRET_FIELD.exec(path) ?? [];
      return name === undefined || !told.has(name);
    });
    const allTold = differences.length === 0 && step.differences.length > 0;
    return allTold ? [] : [{ ...step, differences }];
  });
}

const SECRET_FIELD = /^secrets\.(\w+)\./;

/** What containers get says more than what is copied: a version may be there already. */
function toldByServices(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { kind, differences } of steps) {
    if (kind !== 'Service') continue;
    for (const { path, before, after } of differences) {
      const [, name] = /^secrets\.(\w+)\.version$/.exec(path) ?? [];
      if (name !== undefined) {
        found.set(name, [...(found.get(name) ?? []), versions(name, before, after)]);
      }
    }
  }
  return found;
}

function versions(name: string, before: string | null, after: string | null): string {
  if (before === null) return `+ ${name}: version ${after ?? ''}, new`;
  if (after === null) return `- ${name}: version ${before}`;
  return `! ${name}: version ${before} → ${after}`;
}

function nameOf({ before, after }: Step<'Secret'>): string {
  return (after ?? before)?.spec.name ?? '';
}
