// A target's effective settings, one line each: the value, and who said so.

import { worktreeFiles } from '../../adapters/git/worktree.ts';
import { catalogueOf } from '../../documents/catalogue.ts';
import { effectiveService, type Origin } from '../../documents/effective-service.ts';
import { parseFile } from '../../documents/parse.ts';
import { usedPins } from '../../documents/pins.ts';
import type { EffectiveService } from '../../documents/service-form.ts';
import {
  pathsOf,
  type TargetDocuments,
  targetDocuments,
} from '../../documents/target-documents.ts';
import { compile, type Compiled } from '../../reconciler/compile.ts';
import type { Target } from '../../resources/address.ts';
import { formatDiagnostic } from '../../documents/format-diagnostic.ts';
import type { ExplainOptions } from '../commands/explain.ts';
import { EXIT, print } from '../exit.ts';
import { defaultsIn } from './defaults.ts';

interface Explained {
  readonly field: string;
  readonly value: unknown;
  readonly from: Origin['from'] | 'default' | 'pin';
  /** `environments/production/checkout.yml:12`; empty for a default. */
  readonly at: string;
}

export async function explain(
  target: Target,
  { repository, json }: ExplainOptions,
): Promise<number> {
  const wanted = new Set<string>(pathsOf(target));
  const files = worktreeFiles(repository).filter(({ path }) => wanted.has(path));
  const parsed = files.map(parseFile);
  const catalogue = catalogueOf(parsed);
  const documents = targetDocuments((path) => catalogue.get(path), target);
  const effective = effectiveService(documents);
  const compiled = compile(documents);
  const problems = [...parsed.flatMap(({ diagnostics }) => diagnostics), ...compiled.errors];
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (effective.service === null || errors.length > 0) {
    const text = `${problems.map(formatDiagnostic).join('\n')}\n`;
    print({ json, value: { target, problems }, text });
    return EXIT.invalid;
  }
  const origins = effective.origins();
  const rows = [
    ...written(effective.service, origins),
    ...pins(effective.service, documents),
    ...defaults(compiled, origins),
  ].sort((a, b) => (a.field < b.field ? -1 : 1));
  const { release, strategy } = compiled;
  print({
    json,
    value: { target, release, strategy, service: rows },
    text: textOf(compiled, rows),
  });
  return EXIT.done;
}

function written(service: object, origins: ReadonlyMap<string, Origin>): readonly Explained[] {
  return [...origins].map(([pointer, { from, place }]) => ({
    field: fieldOf(pointer),
    value: valueAt(service, pointer),
    from,
    at: `${place.path}:${place.line}`,
  }));
}

/** Which version in Vault each secret has that the containers receive. */
function pins(service: EffectiveService, { deployment }: TargetDocuments): readonly Explained[] {
  if (deployment === null) return [];
  return Object.entries(usedPins(service, deployment.value)).map(([name, version]) => {
    const { path, line } = deployment.locate(`/secrets/${name}`);
    return { field: `secrets.${name}`, value: version, from: 'pin', at: `${path}:${line}` };
  });
}

function defaults(compiled: Compiled, origins: ReadonlyMap<string, Origin>): readonly Explained[] {
  const known = [...origins.keys()];
  return defaultsIn(compiled)
    .filter(({ pointer }) => !known.some((it) => it === pointer || it.startsWith(`${pointer}/`)))
    .map(({ pointer, value }) => ({ field: fieldOf(pointer), value, from: 'default', at: '' }));
}

function textOf({ target, release, strategy }: Compiled, rows: readonly Explained[]): string {
  const width = Math.max(...rows.map(({ field, value }) => field.length + show(value).length)) + 2;
  const lines = rows.map(({ field, value, from, at }) => {
    const said = `${field}: ${show(value)}`;
    return `  ${said.padEnd(width)}  # ${from}${at === '' ? '' : ` ${at}`}`;
  });
  return [
    `${target}: ${release.version}, rolled out ${strategy}`,
    `  ${release.image}@${release.digest}`,
    ...lines,
    '',
  ].join('\n');
}

function fieldOf(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function valueAt(value: unknown, pointer: string): unknown {
  let found = value;
  for (const key of pointer.slice(1).split('/')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return found;
}
